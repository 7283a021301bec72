//! Layer by layer from dlib's to ONNX's.
//!
//! Two things are dlib's own. Convolutions have no padding where the file says none, so the sides of both branches of a
//! block differ by one; and `add_prev` takes the smaller of two pictures as zero where it ends: in channels, rows and
//! columns.

use super::super::onnx::{
    Attribute, Graph, Model, Node, OperatorSet, Tensor as OnnxTensor, ValueInfo,
};
use super::layers::{Layer, Network, Sliding};
use anyhow::{Context as _, Result, ensure};

/// A value in flight: its name, and its channels, rows and columns.
#[derive(Debug, Clone)]
struct Flow {
    name: String,
    shape: [i64; 3],
}

#[derive(Default)]
struct Translation {
    nodes: Vec<Node>,
    initializers: Vec<OnnxTensor>,
}

pub(super) fn translate(network: &Network) -> Result<Model> {
    let mut translation = Translation::default();
    let (rows, columns) = (network.input.rows, network.input.columns);
    let mut flow = translation.normalised(network);
    // A block begins with one mark. Where it makes the picture smaller, two marks stand at its end: the branch's result
    // is kept, and the flow goes on from the beginning.
    let mut marked: Option<Flow> = None;
    let mut layers = network.layers.iter().enumerate().peekable();
    while let Some((at, layer)) = layers.next() {
        flow = match layer {
            Layer::Mark if matches!(layers.peek(), Some((_, Layer::Mark))) => {
                layers.next();
                marked
                    .replace(flow)
                    .context("a branch ends that never began")?
            }
            Layer::Mark => {
                marked = Some(flow.clone());
                flow
            }
            Layer::AddMarked => {
                let other = marked
                    .take()
                    .with_context(|| format!("layer {at} adds what was never marked"))?;
                translation.added(flow, other)
            }
            computing => translation
                .layer(computing, flow)
                .with_context(|| format!("layer {at}"))?,
        };
    }
    let length = flow.shape[0];
    ensure!(
        flow.shape == [length, 1, 1],
        "the network ends with a picture"
    );
    translation.emit(
        "Identity",
        "embedding".to_owned(),
        vec![flow.name],
        Vec::new(),
    );
    Ok(Model {
        ir_version: 8,
        producer_name: "bonafide".to_owned(),
        graph: Some(Graph {
            node: translation.nodes,
            name: "graph".to_owned(),
            initializer: translation.initializers,
            input: vec![ValueInfo::floats("input", &[1, 3, rows, columns])],
            output: vec![ValueInfo::floats("embedding", &[1, length])],
        }),
        opset_import: vec![OperatorSet {
            domain: String::new(),
            version: 13,
        }],
    })
}

impl Translation {
    /// Red, green and blue without their means, divided by 256.
    fn normalised(&mut self, network: &Network) -> Flow {
        let means = self.floats(&[1, 3, 1, 1], network.input.means.to_vec());
        let share = self.floats(&[1, 1, 1, 1], vec![1.0 / 256.0]);
        let centred = self.step("Sub", vec!["input".to_owned(), means], Vec::new());
        Flow {
            name: self.step("Mul", vec![centred, share], Vec::new()),
            shape: [3, network.input.rows, network.input.columns],
        }
    }

    fn layer(&mut self, layer: &Layer, flow: Flow) -> Result<Flow> {
        let [channels, ..] = flow.shape;
        Ok(match layer {
            Layer::Convolution {
                kernels,
                biases,
                window,
            } => {
                ensure!(
                    kernels.shape[1] == channels,
                    "kernels of {} channels meet {channels}",
                    kernels.shape[1]
                );
                let inputs = vec![
                    flow.name.clone(),
                    self.floats(&kernels.shape, kernels.values.clone()),
                    self.floats(&[kernels.shape[0]], biases.clone()),
                ];
                self.sliding("Conv", inputs, *window, kernels.shape[0], &flow)?
            }
            Layer::Affine { factors, summands } => {
                let shape = [1, factors.len() as i64, 1, 1];
                ensure!(
                    shape[1] == channels && summands.len() == factors.len(),
                    "{} factors meet {channels} channels",
                    factors.len()
                );
                let factors = self.floats(&shape, factors.clone());
                let scaled = self.step("Mul", vec![flow.name, factors], Vec::new());
                let summands = self.floats(&shape, summands.clone());
                Flow {
                    name: self.step("Add", vec![scaled, summands], Vec::new()),
                    ..flow
                }
            }
            Layer::Relu => Flow {
                name: self.step("Relu", vec![flow.name], Vec::new()),
                ..flow
            },
            Layer::MaxPool(window) => {
                self.sliding("MaxPool", vec![flow.name.clone()], *window, channels, &flow)?
            }
            Layer::AveragePool(window) => self.sliding(
                "AveragePool",
                vec![flow.name.clone()],
                *window,
                channels,
                &flow,
            )?,
            Layer::AveragePoolEverything => Flow {
                name: self.step("GlobalAveragePool", vec![flow.name], Vec::new()),
                shape: [channels, 1, 1],
            },
            Layer::FullyConnected { weights } => {
                let [inputs, outputs, ..] = weights.shape;
                ensure!(
                    flow.shape.iter().product::<i64>() == inputs,
                    "{:?} are not the {inputs} inputs",
                    flow.shape
                );
                let flat = self.step("Flatten", vec![flow.name], vec![Attribute::int("axis", 1)]);
                let weights = self.floats(&[inputs, outputs], weights.values.clone());
                Flow {
                    name: self.step("MatMul", vec![flat, weights], Vec::new()),
                    shape: [outputs, 1, 1],
                }
            }
            Layer::AddMarked | Layer::Mark => flow,
        })
    }

    fn sliding(
        &mut self,
        operator: &str,
        inputs: Vec<String>,
        window: Sliding,
        channels: i64,
        flow: &Flow,
    ) -> Result<Flow> {
        let Sliding {
            kernel,
            stride,
            padding,
        } = window;
        let side = |axis: usize| -> Result<i64> {
            let room = flow.shape[1 + axis] + 2 * padding[axis] - kernel[axis];
            ensure!(room >= 0, "a window is larger than its picture");
            Ok(room / stride[axis] + 1)
        };
        let shape = [channels, side(0)?, side(1)?];
        let mut attributes = vec![
            Attribute::ints("kernel_shape", &kernel),
            Attribute::ints("strides", &stride),
            Attribute::ints("pads", &[padding[0], padding[1], padding[0], padding[1]]),
        ];
        if operator == "Conv" {
            attributes.push(Attribute::ints("dilations", &[1, 1]));
            attributes.push(Attribute::int("group", 1));
        }
        Ok(Flow {
            name: self.step(operator, inputs, attributes),
            shape,
        })
    }

    fn added(&mut self, one: Flow, other: Flow) -> Flow {
        let shape = [0, 1, 2].map(|axis| one.shape[axis].max(other.shape[axis]));
        let inputs = vec![self.grown(one, shape), self.grown(other, shape)];
        Flow {
            name: self.step("Add", inputs, Vec::new()),
            shape,
        }
    }

    fn grown(&mut self, flow: Flow, shape: [i64; 3]) -> String {
        if flow.shape == shape {
            return flow.name;
        }
        let more = [0, 1, 2].map(|axis| shape[axis] - flow.shape[axis]);
        let name = self.constant_name();
        let amounts = [0, 0, 0, 0, 0, more[0], more[1], more[2]];
        self.initializers
            .push(OnnxTensor::integers(name.clone(), &amounts));
        self.step("Pad", vec![flow.name, name], Vec::new())
    }

    fn constant_name(&self) -> String {
        format!("constant_{}", self.initializers.len())
    }

    fn floats(&mut self, dims: &[i64], values: Vec<f32>) -> String {
        let name = self.constant_name();
        self.initializers
            .push(OnnxTensor::floats(name.clone(), dims, values));
        name
    }

    fn step(&mut self, operator: &str, input: Vec<String>, attribute: Vec<Attribute>) -> String {
        let name = format!("value_{}", self.nodes.len());
        self.emit(operator, name.clone(), input, attribute);
        name
    }

    fn emit(
        &mut self,
        operator: &str,
        name: String,
        input: Vec<String>,
        attribute: Vec<Attribute>,
    ) {
        self.nodes.push(Node {
            input,
            output: vec![name.clone()],
            name,
            op_type: operator.to_owned(),
            attribute,
        });
    }
}
