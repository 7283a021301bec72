//! A TensorFlow.js graph model, or a network of dlib's, becomes an ONNX model.
//!
//! Only the operators that our models use are known; another one is an error that names it. Everything
//! that ONNX would let a runtime assume (pads, dilations, groups) is written out, because not every
//! runtime assumes the same.

mod dlib;
mod geometry;
mod half;
mod onnx;
mod tfjs;
mod translate;

use anyhow::{Context as _, Result};
use prost::Message as _;

/// `model` is the model's JSON, `weights` its one file of weights. The result is an ONNX model of
/// operator set 13 with the same inputs and outputs: float32, channels last (N×H×W×C), the outputs under
/// the names and in the order of the model's signature.
///
/// The same inputs give the same bytes.
///
/// # Errors
///
/// Names the node whose operator or attributes are not known.
pub(super) fn tfjs_to_onnx(model: &[u8], weights: &[u8]) -> Result<Vec<u8>> {
    let graph =
        tfjs::Graph::read(model, weights).context("the TensorFlow.js model cannot be read")?;
    Ok(translate::translate(&graph)?.encode_to_vec())
}

/// A network that dlib saved becomes an ONNX model: see [`dlib::to_onnx`].
///
/// # Errors
///
/// Says at which byte, or names the layer that is not known.
pub(super) fn dlib_to_onnx(network: &[u8]) -> Result<Vec<u8>> {
    dlib::to_onnx(network)
}

#[cfg(test)]
mod tests;
