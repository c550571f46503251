//! What comes out of a decoder, up to a cap.

use std::io::{self, Write};

/// Bytes up to a cap.
pub(crate) struct Capped {
    pub(crate) bytes: Vec<u8>,
    pub(crate) limit: usize,
    /// Whether there was more.
    pub(crate) full: bool,
}

impl Capped {
    pub(crate) fn new(limit: usize) -> Self {
        Capped { bytes: Vec::new(), limit, full: false }
    }
}

impl Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.limit - self.bytes.len();
        self.bytes.extend(bytes.iter().take(room));
        if bytes.len() > room {
            self.full = true;
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
