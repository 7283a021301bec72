//! The layers of a network that dlib saved, in the order in which they compute.
//!
//! dlib's networks are nested types, the last layer outermost. Each layer writes its version, then what lies inside it,
//! then itself; so the file begins with all versions from the outside in, and goes on with all layers from the inside
//! out. Versions tell the kinds of layers apart: 2 is a layer, 3 the layer that the input goes into, and 1 a mark in the
//! flow, which has nothing to write.

use super::reader::{Reader, Tensor};
use anyhow::{Context as _, Result, bail, ensure};

/// More than any network that we read has; the face network has 131.
const MOST_LAYERS: usize = 2_000;

pub(super) struct Network {
    pub(super) input: Input,
    pub(super) layers: Vec<Layer>,
}

/// The picture that goes in.
pub(super) struct Input {
    /// Subtracted from red, green and blue before they are divided by 256.
    pub(super) means: [f32; 3],
    pub(super) rows: i64,
    pub(super) columns: i64,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Layer {
    /// Kernels (out, in, rows, columns) and one bias for each.
    Convolution {
        kernels: Tensor,
        biases: Vec<f32>,
        window: Sliding,
    },
    /// A factor and a summand for each channel.
    Affine {
        factors: Vec<f32>,
        summands: Vec<f32>,
    },
    Relu,
    MaxPool(Sliding),
    AveragePool(Sliding),
    /// The mean of each channel.
    AveragePoolEverything,
    /// Adds what was computed at the last mark.
    AddMarked,
    /// No biases: a row for each input.
    FullyConnected {
        weights: Tensor,
    },
    /// Where a block begins or a branch of it ends.
    Mark,
}

/// Rows and columns of a window, its steps, and zeros around the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sliding {
    pub(super) kernel: [i64; 2],
    pub(super) stride: [i64; 2],
    pub(super) padding: [i64; 2],
}

/// Reads a network whose outermost layer is a metric loss.
pub(super) fn read(file: &[u8]) -> Result<Network> {
    let mut reader = Reader::new(file);
    let network = read_network(&mut reader)
        .with_context(|| format!("at byte {} of {}", reader.position(), file.len()))?;
    ensure!(
        reader.finished(),
        "{} bytes follow after the network",
        file.len() - reader.position()
    );
    Ok(network)
}

fn read_network(reader: &mut Reader<'_>) -> Result<Network> {
    reader.expect_integer(1, "the version of the loss layer")?;
    let loss = reader.text()?;
    ensure!(
        loss == "loss_metric_2",
        "the loss layer {loss:?} is not known"
    );
    // Margin and threshold of training.
    reader.fraction()?;
    reader.fraction()?;
    let mut versions = Vec::new();
    while versions.last() != Some(&3) {
        ensure!(
            versions.len() < MOST_LAYERS,
            "there are too many layers to be true"
        );
        versions.push(reader.integer()?);
    }
    let input = read_input(reader)?;
    let mut layers = Vec::with_capacity(versions.len());
    for version in versions.into_iter().rev() {
        layers.push(match version {
            1 => Layer::Mark,
            2 | 3 => {
                let layer = read_layer(reader)?;
                // Whether it was set up, whether a gradient is stale, whether outputs were dropped.
                for _ in 0..3 {
                    reader.truth()?;
                }
                for _ in 0..3 {
                    reader.skip_tensor()?;
                }
                if version == 3 {
                    reader.expect_integer(1, "the number of samples made of one picture")?;
                }
                layer
            }
            other => bail!("a layer of version {other} is not known"),
        });
    }
    Ok(Network { input, layers })
}

fn read_input(reader: &mut Reader<'_>) -> Result<Input> {
    let name = reader.text()?;
    ensure!(
        name == "input_rgb_image_sized",
        "the input {name:?} is not known"
    );
    let mut means = [0.0; 3];
    for mean in &mut means {
        *mean = reader.fraction()? as f32;
    }
    Ok(Input {
        means,
        rows: reader.integer()?,
        columns: reader.integer()?,
    })
}

fn read_layer(reader: &mut Reader<'_>) -> Result<Layer> {
    let name = reader.text()?;
    Ok(match name {
        "con_4" => read_convolution(reader)?,
        "affine_" => read_affine(reader)?,
        "relu_" => Layer::Relu,
        "max_pool_2" => Layer::MaxPool(read_sliding(reader)?),
        "avg_pool_2" => {
            let window = read_sliding(reader)?;
            if window.kernel == [0, 0] {
                Layer::AveragePoolEverything
            } else {
                Layer::AveragePool(window)
            }
        }
        "add_prev_" => Layer::AddMarked,
        "fc_2" => read_fully_connected(reader)?,
        _ => bail!("the layer {name:?} is not known"),
    })
}

fn read_sliding(reader: &mut Reader<'_>) -> Result<Sliding> {
    let mut pair = || Ok::<_, anyhow::Error>([reader.integer()?, reader.integer()?]);
    let window = Sliding {
        kernel: pair()?,
        stride: pair()?,
        padding: pair()?,
    };
    ensure!(
        window.stride.iter().all(|&step| step > 0)
            && window.padding.iter().all(|&zeros| zeros >= 0),
        "a window with the steps {:?} and {:?} zeros around it is none",
        window.stride,
        window.padding
    );
    Ok(window)
}

fn read_convolution(reader: &mut Reader<'_>) -> Result<Layer> {
    let parameters = reader.tensor()?;
    let filters = reader.integer()?;
    let window = read_sliding(reader)?;
    let (kernels, biases) = (reader.view()?, reader.view()?);
    skip_training_rates(reader)?;
    ensure!(
        kernels[0] == filters && kernels[2..] == window.kernel,
        "kernels of the shape {kernels:?} do not fit {filters} filters"
    );
    let [kernels, biases] = parted(parameters, [kernels, biases])?;
    Ok(Layer::Convolution {
        kernels,
        biases: biases.values,
        window,
    })
}

fn read_affine(reader: &mut Reader<'_>) -> Result<Layer> {
    let parameters = reader.tensor()?;
    let (factors, summands) = (reader.view()?, reader.view()?);
    reader.expect_integer(
        0,
        "the mode of an affine layer (0: one number for each channel)",
    )?;
    let [factors, summands] = parted(parameters, [factors, summands])?;
    Ok(Layer::Affine {
        factors: factors.values,
        summands: summands.values,
    })
}

fn read_fully_connected(reader: &mut Reader<'_>) -> Result<Layer> {
    let (outputs, inputs) = (reader.integer()?, reader.integer()?);
    let parameters = reader.tensor()?;
    let (_weights, _biases) = (reader.view()?, reader.view()?);
    reader.expect_integer(1, "the kind of a fully connected layer (1: without biases)")?;
    skip_training_rates(reader)?;
    ensure!(
        parameters.shape == [inputs, outputs, 1, 1],
        "weights of the shape {:?} do not lead from {inputs} to {outputs}",
        parameters.shape
    );
    Ok(Layer::FullyConnected {
        weights: parameters,
    })
}

fn skip_training_rates(reader: &mut Reader<'_>) -> Result<()> {
    for _ in 0..4 {
        reader.fraction()?;
    }
    Ok(())
}

/// The parameters, as the two views that lie behind one another in them.
fn parted(parameters: Tensor, views: [[i64; 4]; 2]) -> Result<[Tensor; 2]> {
    let count = |shape: [i64; 4]| shape.iter().product::<i64>();
    let total = parameters.values.len() as i64;
    ensure!(
        views.iter().all(|&view| count(view) <= total)
            && count(views[0]) + count(views[1]) == total,
        "{total} parameters are not those of the shapes {views:?}"
    );
    let mut first = parameters.values;
    let second = first.split_off(usize::try_from(count(views[0]))?);
    Ok([
        Tensor {
            shape: views[0],
            values: first,
        },
        Tensor {
            shape: views[1],
            values: second,
        },
    ])
}
