//! The safetensors format: eight bytes that say how long a header is, the header in JSON, which says what tensors there are
//! and where, and their numbers. What the tensors mean is not known here.

use std::collections::BTreeMap;
use std::io::{Read, Seek, SeekFrom};

use serde::Deserialize;

use crate::Problem;

/// The longest header; that of a model has some hundred bytes.
const HEADER_BYTES_MAX: u64 = 1024 * 1024;
/// So many bytes say how long the header is.
const LENGTH_BYTES: u64 = 8;

/// A file of tensors.
#[derive(Debug)]
pub(crate) struct Tensors<R> {
    input: R,
    tensors: BTreeMap<String, Tensor>,
    /// Where the numbers begin.
    start: u64,
}

/// Where the numbers of a tensor are, and of what kind.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Tensor {
    pub(crate) dtype: Dtype,
    pub(crate) shape: Vec<u64>,
    data_offsets: (u64, u64),
}

/// How a number is written, the lowest byte first.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
pub(crate) enum Dtype {
    F64,
    F32,
    F16,
    BF16,
    I64,
    I32,
    I8,
    /// Not read here.
    #[serde(other)]
    Other,
}

impl Tensor {
    /// Whether it is as long as it says, and within so many bytes.
    fn check(&self, name: &str, bytes: u64) -> Result<(), Problem> {
        let Tensor { dtype, ref shape, data_offsets: (begin, end) } = *self;
        if end > bytes {
            return Err(Problem::Damaged(format!("{name} ends {} bytes after the file", end - bytes)));
        }
        let size = shape.iter().try_fold(dtype.bytes() as u64, |product, &size| product.checked_mul(size));
        if dtype != Dtype::Other && end.checked_sub(begin) != size {
            return Err(Problem::Damaged(format!("{name} is not as long as a tensor of {shape:?}")));
        }
        Ok(())
    }
}

impl Dtype {
    fn bytes(self) -> usize {
        match self {
            Dtype::F64 | Dtype::I64 => 8,
            Dtype::F32 | Dtype::I32 => 4,
            Dtype::F16 | Dtype::BF16 => 2,
            Dtype::I8 | Dtype::Other => 1,
        }
    }

    /// The number that its bytes stand for.
    fn number(self, bytes: &[u8]) -> f64 {
        // The lower bytes, filled up with zeros.
        let low = |count: usize| {
            bytes.iter().take(count).rev().fold(0_u64, |all, &byte| all << 8 | u64::from(byte))
        };
        match self {
            Dtype::F64 => f64::from_bits(low(8)),
            Dtype::F32 => f64::from(f32::from_bits(low(4) as u32)),
            Dtype::BF16 => f64::from(f32::from_bits((low(2) as u32) << 16)),
            Dtype::F16 => half(low(2) as u16),
            Dtype::I64 => low(8) as i64 as f64,
            Dtype::I32 => f64::from(low(4) as i32),
            Dtype::I8 => f64::from(low(1) as i8),
            Dtype::Other => f64::NAN,
        }
    }
}

/// A number of 16 bits, by IEEE 754: a sign, five bits of exponent, ten of fraction.
fn half(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff) / 1024.0;
    let size = match bits >> 10 & 0x1f {
        0 => fraction * (-14_f64).exp2(),
        0x1f => f64::NAN,
        exponent => (1.0 + fraction) * (f64::from(exponent) - 15.0).exp2(),
    };
    if bits >> 15 == 1 { -size } else { size }
}

impl<R: Read + Seek> Tensors<R> {
    /// Reads the header of a file of `length` bytes.
    pub(crate) fn open(mut input: R, length: u64) -> Result<Self, Problem> {
        let mut size = [0; LENGTH_BYTES as usize];
        input.read_exact(&mut size)?;
        let size = u64::from_le_bytes(size);
        if size > HEADER_BYTES_MAX {
            return Err(Problem::Damaged(format!("its header would have {size} bytes")));
        }
        let mut header = vec![0; size as usize];
        input.read_exact(&mut header)?;
        let damaged =
            |error: serde_json::Error| Problem::Damaged(format!("its header cannot be read ({error})"));
        let mut entries: BTreeMap<String, serde_json::Value> =
            serde_json::from_slice(&header).map_err(damaged)?;
        entries.remove("__metadata__");
        let read = |(name, entry)| Ok((name, serde_json::from_value(entry).map_err(damaged)?));
        let tensors: BTreeMap<String, Tensor> =
            entries.into_iter().map(read).collect::<Result<_, Problem>>()?;
        let start = LENGTH_BYTES + size;
        tensors.iter().try_for_each(|(name, tensor)| tensor.check(name, length.saturating_sub(start)))?;
        Ok(Tensors { input, tensors, start })
    }

    pub(crate) fn get(&self, name: &str) -> Option<Tensor> {
        self.tensors.get(name).cloned()
    }

    /// The names of all tensors, for a person.
    pub(crate) fn names(&self) -> String {
        self.tensors.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
    }

    /// Gives the numbers of a tensor to `take`, so many at a time.
    pub(crate) fn read(
        &mut self,
        tensor: &Tensor,
        at_once: usize,
        mut take: impl FnMut(&[f64]) -> Result<(), Problem>,
    ) -> Result<(), Problem> {
        let size = tensor.dtype.bytes();
        let (begin, end) = tensor.data_offsets;
        self.input.seek(SeekFrom::Start(self.start + begin))?;
        let mut input = (&mut self.input).take(end.saturating_sub(begin));
        let (mut bytes, mut numbers) = (Vec::new(), Vec::new());
        loop {
            bytes.clear();
            (&mut input).take((at_once * size) as u64).read_to_end(&mut bytes)?;
            if bytes.is_empty() {
                return Ok(());
            }
            numbers.clear();
            numbers.extend(bytes.chunks_exact(size).map(|bytes| tensor.dtype.number(bytes)));
            take(&numbers)?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_kind_are_read() {
        for (dtype, bytes, expected) in [
            (Dtype::F64, &1.5_f64.to_le_bytes()[..], 1.5),
            (Dtype::F32, &(-2.25_f32).to_le_bytes(), -2.25),
            (Dtype::BF16, &[0x80, 0x3f], 1.0),
            (Dtype::F16, &[0x00, 0x3c], 1.0),
            (Dtype::F16, &[0xff, 0xfb], -65_504.0),
            (Dtype::F16, &[0x01, 0x00], (-24_f64).exp2()),
            (Dtype::I64, &(-7_i64).to_le_bytes(), -7.0),
            (Dtype::I32, &70_000_i32.to_le_bytes(), 70_000.0),
            (Dtype::I8, &[0x81], -127.0),
        ] {
            assert_eq!(dtype.number(bytes), expected, "{dtype:?} {bytes:?}");
            assert_eq!(bytes.len(), dtype.bytes());
        }
        assert!(half(0x7c00).is_nan());
    }
}
