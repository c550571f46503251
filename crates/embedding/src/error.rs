//! Why a model cannot be used, as a sentence for the operator who named its folder.

use std::io;
use std::path::PathBuf;

/// A model cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{}: {problem}", path.display())]
pub struct Error {
    /// The file that is wrong.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What is wrong with a file of a model.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// There is none.
    #[error("there is no such file: name a folder that holds model.safetensors and tokenizer.json")]
    Missing,
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    Unreadable(io::Error),
    /// It has more bytes than are read.
    #[error(
        "has {length} bytes, and {most} are the most that is read: take a smaller model, or one of smaller numbers"
    )]
    TooLong {
        /// Bytes.
        length: u64,
        /// Bytes.
        most: u64,
    },
    /// It is not what its name says, or not all of it.
    #[error("is damaged, {0}: copy it again")]
    Damaged(String),
    /// It is sound, and is not what can be used here.
    #[error("{0}")]
    Unfit(String),
}

impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Problem::Missing,
            io::ErrorKind::UnexpectedEof => Problem::Damaged("it ends too early".to_owned()),
            _ => Problem::Unreadable(error),
        }
    }
}
