//! dlib's face recognition network becomes an ONNX model.
//!
//! The file is read as dlib writes it (`dlib::serialize`, as of its header `dlib/serialize.h` and
//! `dlib/dnn/{core,layers}.h`): no program of dlib's takes part.

mod layers;
mod reader;
mod translate;

use anyhow::{Context as _, Result};
use prost::Message as _;

/// `file` is a network that dlib saved, of the kinds of layers that its face recognition network has. The result is an
/// ONNX model of operator set 13: `input` is 1×3×H×W, red, green, blue, each from 0 to 255 (the network's own
/// normalisation is inside); `embedding` is 1×N.
///
/// The same file gives the same bytes.
///
/// # Errors
///
/// Says at which byte, or names the layer that is not known.
pub(in crate::convert) fn to_onnx(file: &[u8]) -> Result<Vec<u8>> {
    let network = layers::read(file).context("the dlib network cannot be read")?;
    Ok(translate::translate(&network)?.encode_to_vec())
}

#[cfg(test)]
mod tests;
