//! The alphabet of dlib's files: whole numbers, fractions, truth values, texts, tensors.

use anyhow::{Context as _, Result, bail, ensure};

/// The most numbers that a tensor may have; the largest of the face network has 590 thousand.
const MOST_NUMBERS: usize = 20_000_000;

/// A file, and how far it was read.
pub(super) struct Reader<'a> {
    whole: usize,
    rest: &'a [u8],
}

/// A tensor: samples, channels, rows, columns.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tensor {
    pub(super) shape: [i64; 4],
    pub(super) values: Vec<f32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'a [u8]) -> Self {
        Self {
            whole: file.len(),
            rest: file,
        }
    }

    /// How many bytes have been read.
    pub(super) fn position(&self) -> usize {
        self.whole - self.rest.len()
    }

    pub(super) fn finished(&self) -> bool {
        self.rest.is_empty()
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (taken, rest) = self
            .rest
            .split_at_checked(count)
            .context("the file ends too early")?;
        self.rest = rest;
        Ok(taken)
    }

    /// One byte says how many follow (low four bits) and the sign (highest bit); those hold the value, the lowest
    /// first.
    pub(super) fn integer(&mut self) -> Result<i64> {
        let control = self.take(1)?[0];
        let length = usize::from(control & 0x0f);
        ensure!(
            (1..=8).contains(&length) && control & 0x70 == 0,
            "{control:#04x} begins no whole number"
        );
        let mut bytes = [0_u8; 8];
        bytes[..length].copy_from_slice(self.take(length)?);
        let magnitude =
            i64::try_from(u64::from_le_bytes(bytes)).context("the whole number is too large")?;
        Ok(if control & 0x80 == 0 {
            magnitude
        } else {
            -magnitude
        })
    }

    /// A whole number that has to be the given one, such as a version.
    pub(super) fn expect_integer(&mut self, expected: i64, what: &str) -> Result<()> {
        let found = self.integer()?;
        ensure!(found == expected, "{what} is {found}, not {expected}");
        Ok(())
    }

    /// A mantissa and a power of two.
    pub(super) fn fraction(&mut self) -> Result<f64> {
        let (mantissa, exponent) = (self.integer()?, self.integer()?);
        // Beyond ±32 000 dlib means infinities and what is not a number.
        ensure!(
            exponent.abs() < 32_000,
            "a fraction of a network has to be finite"
        );
        Ok(mantissa as f64 * 2_f64.powi(i32::try_from(exponent)?))
    }

    /// The digit 1 or 0.
    pub(super) fn truth(&mut self) -> Result<()> {
        match self.take(1)? {
            b"0" | b"1" => Ok(()),
            other => bail!("{:#04x} is no truth value", other[0]),
        }
    }

    pub(super) fn text(&mut self) -> Result<&'a str> {
        let length = usize::try_from(self.integer()?).context("a text has a negative length")?;
        ensure!(length <= 100, "a name of {length} bytes is none");
        Ok(std::str::from_utf8(self.take(length)?)?)
    }

    fn shape(&mut self) -> Result<[i64; 4]> {
        let mut shape = [0; 4];
        for side in &mut shape {
            *side = self.integer()?;
            ensure!(*side >= 0, "a tensor has a side of {side}");
        }
        Ok(shape)
    }

    /// Version 2, the four sides, then every number in four bytes, the lowest first.
    pub(super) fn tensor(&mut self) -> Result<Tensor> {
        self.expect_integer(2, "the version of a tensor")?;
        let shape = self.shape()?;
        let count = shape
            .iter()
            .try_fold(1_usize, |count, &side| {
                count
                    .checked_mul(usize::try_from(side).ok()?)
                    .filter(|&count| count <= MOST_NUMBERS)
            })
            .with_context(|| format!("a tensor of the shape {shape:?} is too large"))?;
        let words = self.take(count * 4)?.chunks_exact(4);
        let values = words
            .map(|word| f32::from_le_bytes([word[0], word[1], word[2], word[3]]))
            .collect();
        Ok(Tensor { shape, values })
    }

    /// A tensor that only training uses.
    pub(super) fn skip_tensor(&mut self) -> Result<()> {
        self.tensor().map(|_| ())
    }

    /// The shape of a view into another tensor.
    pub(super) fn view(&mut self) -> Result<[i64; 4]> {
        self.expect_integer(1, "the version of a view")?;
        self.shape()
    }
}
