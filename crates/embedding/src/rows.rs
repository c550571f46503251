//! The vectors of a model: rows of numbers, and of each token its row and how much it weighs. Newer models have fewer rows than
//! tokens ("mapping"), and weights of their own ("weights").

use std::io::{Read, Seek};

use crate::Problem;
use crate::tensors::{Dtype, Tensor, Tensors};

/// The most numbers in a vector.
const DIMENSIONS_MAX: u64 = 1_024;
/// The most rows, and the most tokens.
const ROWS_MAX: u64 = 2_000_000;
/// The rows go by one of these names.
const ROWS: [&str; 3] = ["embeddings", "0", "embedding.weight"];
/// So many numbers of other tensors are read at once.
const AT_ONCE: usize = 1_024;

/// The vectors of tokens.
#[derive(Debug)]
pub(crate) struct Rows {
    dimension: usize,
    /// Row after row, each number as so many 127ths of the greatest of its row.
    cells: Vec<i8>,
    /// Of each token its row, and what the cells there are to be multiplied by.
    tokens: Vec<(u32, f32)>,
}

impl Rows {
    /// Reads a file of `length` bytes with the vectors of so many tokens.
    pub(crate) fn read(input: impl Read + Seek, length: u64, tokens: usize) -> Result<Rows, Problem> {
        let mut tensors = Tensors::open(input, length)?;
        let matrix = ROWS.iter().find_map(|name| tensors.get(name)).ok_or_else(|| {
            let names = tensors.names();
            Problem::Unfit(format!(
                "has no tensor \"embeddings\" but {names}: it is not a static embedding model"
            ))
        })?;
        let (rows, dimension) = shape(&matrix)?;
        let (cells, scales) = cells(&mut tensors, &matrix, rows, dimension)?;
        let mapping = column(&mut tensors, "mapping", tokens)?;
        let weights = column(&mut tensors, "weights", tokens)?;
        if mapping.is_none() && rows != tokens {
            return Err(Problem::Unfit(format!(
                "has {rows} rows, and tokenizer.json {tokens} tokens: take both files from one model"
            )));
        }
        let token = |token: usize| {
            let row =
                mapping.as_ref().map_or(token as f64, |mapping| mapping.get(token).copied().unwrap_or(-1.0));
            let scale = scales.get(row as usize).filter(|_| row >= 0.0).ok_or_else(|| {
                Problem::Unfit(format!(
                    "leads token {token} to row {row}, and has {rows} rows: take the model again"
                ))
            })?;
            let weight =
                weights.as_ref().and_then(|weights| weights.get(token)).map_or(1.0, |&weight| weight as f32);
            Ok((row as u32, scale * weight))
        };
        let tokens = (0..tokens).map(token).collect::<Result<_, Problem>>()?;
        Ok(Rows { dimension, cells, tokens })
    }

    pub(crate) fn dimension(&self) -> usize {
        self.dimension
    }

    /// The sum of the vectors of tokens.
    pub(crate) fn sum(&self, ids: &[u32]) -> Vec<f32> {
        let mut sum = vec![0.0; self.dimension];
        for &(row, weight) in ids.iter().filter_map(|&id| self.tokens.get(id as usize)) {
            let from = row as usize * self.dimension;
            let cells = self.cells.get(from..from + self.dimension).unwrap_or_default();
            for (sum, &cell) in sum.iter_mut().zip(cells) {
                *sum += weight * f32::from(cell);
            }
        }
        sum
    }
}

/// How many rows a tensor has, and how many numbers in each.
fn shape(matrix: &Tensor) -> Result<(usize, usize), Problem> {
    let Tensor { shape, dtype, .. } = matrix;
    match shape[..] {
        _ if *dtype == Dtype::Other => Err(Problem::Unfit(
            "has vectors of numbers that are not F64, F32, F16, BF16 or I8: convert it".to_owned(),
        )),
        [rows @ 1..=ROWS_MAX, dimension @ 1..=DIMENSIONS_MAX] => Ok((rows as usize, dimension as usize)),
        _ => Err(Problem::Unfit(format!(
            "has vectors of shape {shape:?}: 1 to {ROWS_MAX} rows of 1 to {DIMENSIONS_MAX} numbers are read"
        ))),
    }
}

/// The cells of all rows, and of each row what they are to be multiplied by.
fn cells<R: Read + Seek>(
    tensors: &mut Tensors<R>,
    matrix: &Tensor,
    rows: usize,
    dimension: usize,
) -> Result<(Vec<i8>, Vec<f32>), Problem> {
    let mut cells = Vec::with_capacity(rows.saturating_mul(dimension));
    let mut scales = Vec::with_capacity(rows);
    tensors.read(matrix, dimension, |row| {
        if row.iter().any(|number| !number.is_finite()) {
            return Err(Problem::Damaged(format!("row {} holds what is no number", scales.len())));
        }
        let most = row.iter().fold(0.0, |most, number| f64::max(most, number.abs()));
        let scale = if most > 0.0 { most / f64::from(i8::MAX) } else { 1.0 };
        cells.extend(row.iter().map(|number| (number / scale).round() as i8));
        scales.push(scale as f32);
        Ok(())
    })?;
    Ok((cells, scales))
}

/// A tensor with a number for each token, if there is one.
fn column<R: Read + Seek>(
    tensors: &mut Tensors<R>,
    name: &str,
    tokens: usize,
) -> Result<Option<Vec<f64>>, Problem> {
    let Some(tensor) = tensors.get(name) else { return Ok(None) };
    if tensor.shape != [tokens as u64] || tensor.dtype == Dtype::Other {
        return Err(Problem::Unfit(format!(
            "has {name} of shape {:?}, and tokenizer.json {tokens} tokens: take both files from one model",
            tensor.shape
        )));
    }
    let mut column = Vec::with_capacity(tokens);
    tensors.read(&tensor, AT_ONCE, |numbers| {
        column.extend_from_slice(numbers);
        Ok(())
    })?;
    Ok(Some(column))
}
