//! Node by node from TensorFlow's operators to ONNX's.
//!
//! TensorFlow keeps pictures channels last, ONNX's convolutions want channels first. Between the input
//! and the first reshape, every value is channels first; a reshape puts channels last again, because the
//! order of the numbers then matters.

use super::geometry::{Window, slide};
use super::onnx::{
    Attribute, Graph as OnnxGraph, Model, Node as OnnxNode, OperatorSet, Tensor, ValueInfo,
};
use super::tfjs::{Constant, Graph, Node, node_of};
use anyhow::{Context as _, Result, bail, ensure};
use std::collections::BTreeMap;

/// A value in flight.
#[derive(Debug, Clone)]
struct Flow {
    /// Its name in the ONNX graph.
    name: String,
    /// Its shape, as TensorFlow gives it: channels last.
    shape: Vec<i64>,
    layout: Layout,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    /// Four axes, held channels first.
    Picture,
    /// Held as TensorFlow holds it.
    Plain,
}

struct Translation<'a> {
    source: &'a Graph,
    flows: BTreeMap<String, Flow>,
    nodes: Vec<OnnxNode>,
    initializers: Vec<Tensor>,
}

/// The whole graph.
pub(super) fn translate(source: &Graph) -> Result<Model> {
    let mut translation = Translation {
        source,
        flows: BTreeMap::new(),
        nodes: Vec::new(),
        initializers: Vec::new(),
    };
    for node in &source.nodes {
        translation
            .node(node)
            .with_context(|| format!("node {} ({})", node.name, node.op))?;
    }
    let output = source
        .outputs
        .iter()
        .map(|name| translation.output(name))
        .collect::<Result<Vec<_>>>()?;
    let (input_name, input_shape) = &source.input;
    let graph = OnnxGraph {
        node: translation.nodes,
        name: "graph".to_owned(),
        initializer: translation.initializers,
        input: vec![ValueInfo::floats(input_name, input_shape)],
        output,
    };
    Ok(Model {
        ir_version: 8,
        producer_name: "bonafide".to_owned(),
        graph: Some(graph),
        opset_import: vec![OperatorSet {
            domain: String::new(),
            version: 13,
        }],
    })
}

impl Translation<'_> {
    fn node(&mut self, node: &Node) -> Result<()> {
        let flow = match node.op.as_str() {
            "Const" => return Ok(()),
            "Placeholder" => self.placeholder(node)?,
            "Identity" => self.flow(node, 0)?.clone(),
            "Conv2D" | "_FusedConv2D" | "DepthwiseConv2dNative" | "FusedDepthwiseConv2dNative" => {
                self.convolution(node)?
            }
            "Add" | "AddV2" => self.add(node)?,
            "Relu" => self.unchanged_in_shape("Relu", node)?,
            "Prelu" => self.leaky(node)?,
            "Sigmoid" => self.unchanged_in_shape("Sigmoid", node)?,
            "MaxPool" => self.max_pool(node)?,
            "Pad" => self.pad(node)?,
            "Reshape" => self.reshape(node)?,
            _ => bail!("this operator is not known"),
        };
        self.flows.insert(node.name.clone(), flow);
        Ok(())
    }

    fn placeholder(&mut self, node: &Node) -> Result<Flow> {
        let (name, shape) = &self.source.input;
        ensure!(*name == node.name, "it is not the signature's input");
        ensure!(
            shape.len() == 4,
            "the input has {} axes, not four",
            shape.len()
        );
        // The ONNX input keeps the name and the order of the axes; inside, channels come first.
        let inside = format!("{name}/channels_first");
        self.emit(
            "Transpose",
            &inside,
            vec![name.clone()],
            vec![Attribute::ints("perm", &[0, 3, 1, 2])],
        );
        Ok(Flow {
            name: inside,
            shape: shape.clone(),
            layout: Layout::Picture,
        })
    }

    fn convolution(&mut self, node: &Node) -> Result<Flow> {
        node.ensure_channels_last()?;
        let input = self.picture(node, 0)?.clone();
        let (shape, values) = self.floats(node, 1)?;
        let [kernel_height, kernel_width, in_channels, per_channel] = four(&shape)?;
        ensure!(
            in_channels == input.shape[3],
            "kernel and input differ in channels"
        );
        let depthwise = node.op.contains("Depthwise");
        // TensorFlow: height, width, in, out (depthwise: out per in). ONNX: out, in per group, height, width.
        let (group, dims) = if depthwise {
            (
                in_channels,
                [in_channels * per_channel, 1, kernel_height, kernel_width],
            )
        } else {
            (1, [per_channel, in_channels, kernel_height, kernel_width])
        };
        let order = if depthwise {
            [2, 3, 0, 1]
        } else {
            [3, 2, 0, 1]
        };
        let weights =
            self.initializer(|name| Tensor::floats(name, &dims, permuted(&shape, &values, order)));

        let fused = node.strings("fused_ops")?;
        let activation = match fused.iter().map(String::as_str).collect::<Vec<_>>()[..] {
            [] | ["BiasAdd"] => None,
            ["BiasAdd", "Relu"] => Some("Relu"),
            ["BiasAdd", "Prelu"] => Some("PRelu"),
            _ => bail!("the fused operators {fused:?} are not known"),
        };
        let mut inputs = vec![input.name.clone(), weights];
        if !fused.is_empty() {
            let (bias_shape, bias) = self.floats(node, 2)?;
            inputs.push(self.initializer(|name| Tensor::floats(name, &bias_shape, bias)));
        }

        let strides = node.height_and_width("strides")?;
        let dilations = node.height_and_width("dilations")?;
        let padding = node.string("padding")?;
        let axis = |axis: usize, kernel: i64| {
            slide(
                &padding,
                input.shape[1 + axis],
                Window {
                    kernel,
                    stride: strides[axis],
                    dilation: dilations[axis],
                },
            )
        };
        let (down, across) = (axis(0, kernel_height)?, axis(1, kernel_width)?);
        let attributes = vec![
            Attribute::ints("kernel_shape", &[kernel_height, kernel_width]),
            Attribute::ints("strides", &strides),
            Attribute::ints("dilations", &dilations),
            Attribute::ints(
                "pads",
                &[down.before, across.before, down.after, across.after],
            ),
            Attribute::int("group", group),
        ];
        match activation {
            None => self.emit("Conv", &node.name, inputs, attributes),
            Some(activation) => {
                let convolved = format!("{}/convolved", node.name);
                self.emit("Conv", &convolved, inputs, attributes);
                let mut inputs = vec![convolved];
                if activation == "PRelu" {
                    inputs.push(self.slopes(node, 3, dims[0])?);
                }
                self.emit(activation, &node.name, inputs, Vec::new());
            }
        }
        let shape = vec![input.shape[0], down.length, across.length, dims[0]];
        Ok(Flow {
            name: node.name.clone(),
            shape,
            layout: Layout::Picture,
        })
    }

    /// An operator that works on every number by itself.
    fn unchanged_in_shape(&mut self, operator: &str, node: &Node) -> Result<Flow> {
        let flow = self.flow(node, 0)?.clone();
        self.emit(operator, &node.name, vec![flow.name], Vec::new());
        Ok(Flow {
            name: node.name.clone(),
            ..flow
        })
    }

    fn leaky(&mut self, node: &Node) -> Result<Flow> {
        let input = self.picture(node, 0)?.clone();
        let slopes = self.slopes(node, 1, input.shape[3])?;
        self.emit("PRelu", &node.name, vec![input.name, slopes], Vec::new());
        Ok(Flow {
            name: node.name.clone(),
            shape: input.shape,
            layout: Layout::Picture,
        })
    }

    /// What negative numbers are multiplied by: one number for each channel, shaped for channels first.
    fn slopes(&mut self, node: &Node, index: usize, channels: i64) -> Result<String> {
        let (shape, values) = self.floats(node, index)?;
        ensure!(
            shape == [1, 1, channels],
            "slopes of the shape {shape:?} are not one for each of {channels} channels"
        );
        Ok(self.initializer(|name| Tensor::floats(name, &[channels, 1, 1], values)))
    }

    fn add(&mut self, node: &Node) -> Result<Flow> {
        let (left, right) = (self.flow(node, 0)?.clone(), self.flow(node, 1)?);
        ensure!(
            left.shape == right.shape && left.layout == right.layout,
            "the two sides differ in shape"
        );
        let inputs = vec![left.name.clone(), right.name.clone()];
        self.emit("Add", &node.name, inputs, Vec::new());
        Ok(Flow {
            name: node.name.clone(),
            ..left
        })
    }

    fn max_pool(&mut self, node: &Node) -> Result<Flow> {
        node.ensure_channels_last()?;
        let input = self.picture(node, 0)?.clone();
        let kernel = node.height_and_width("ksize")?;
        let strides = node.height_and_width("strides")?;
        let padding = node.string("padding")?;
        let axis = |axis: usize| {
            slide(
                &padding,
                input.shape[1 + axis],
                Window {
                    kernel: kernel[axis],
                    stride: strides[axis],
                    dilation: 1,
                },
            )
        };
        let (down, across) = (axis(0)?, axis(1)?);
        let attributes = vec![
            Attribute::ints("kernel_shape", &kernel),
            Attribute::ints("strides", &strides),
            Attribute::ints(
                "pads",
                &[down.before, across.before, down.after, across.after],
            ),
        ];
        self.emit("MaxPool", &node.name, vec![input.name], attributes);
        let shape = vec![input.shape[0], down.length, across.length, input.shape[3]];
        Ok(Flow {
            name: node.name.clone(),
            shape,
            layout: Layout::Picture,
        })
    }

    fn pad(&mut self, node: &Node) -> Result<Flow> {
        let input = self.picture(node, 0)?.clone();
        let pads = self.integers(node, 1)?;
        let [n0, n1, h0, h1, w0, w1, c0, c1] = pads[..] else {
            bail!("the paddings are {pads:?}")
        };
        let amounts =
            self.initializer(|name| Tensor::integers(name, &[n0, c0, h0, w0, n1, c1, h1, w1]));
        self.emit("Pad", &node.name, vec![input.name, amounts], Vec::new());
        let grown = [n0 + n1, h0 + h1, w0 + w1, c0 + c1];
        let shape = input
            .shape
            .iter()
            .zip(grown)
            .map(|(size, more)| size + more)
            .collect();
        Ok(Flow {
            name: node.name.clone(),
            shape,
            layout: Layout::Picture,
        })
    }

    fn reshape(&mut self, node: &Node) -> Result<Flow> {
        let input = self.plain(node, 0)?;
        let mut shape = self.integers(node, 1)?;
        let count: i64 = input.shape.iter().product();
        let known: i64 = shape.iter().filter(|&&size| size != -1).product();
        for size in &mut shape {
            if *size == -1 {
                ensure!(
                    known > 0 && count % known == 0,
                    "{count} numbers do not fit"
                );
                *size = count / known;
            }
        }
        ensure!(
            shape.iter().all(|&size| size > 0),
            "the shape {shape:?} is not one"
        );
        ensure!(
            shape.iter().product::<i64>() == count,
            "{count} numbers do not fit into {shape:?}"
        );
        let target = self.initializer(|name| Tensor::integers(name, &shape));
        self.emit("Reshape", &node.name, vec![input.name, target], Vec::new());
        Ok(Flow {
            name: node.name.clone(),
            shape,
            layout: Layout::Plain,
        })
    }

    fn output(&mut self, name: &str) -> Result<ValueInfo> {
        let flow = self
            .flows
            .get(name)
            .with_context(|| format!("no node for the output {name}"))?
            .clone();
        let flow = self.channels_last(flow);
        if flow.name != name {
            self.emit("Identity", name, vec![flow.name], Vec::new());
        }
        Ok(ValueInfo::floats(name, &flow.shape))
    }

    fn flow(&self, node: &Node, index: usize) -> Result<&Flow> {
        let input = node
            .inputs
            .get(index)
            .with_context(|| format!("it has no input {index}"))?;
        self.flows
            .get(node_of(input))
            .with_context(|| format!("its input {input} is not a computed value"))
    }

    fn picture(&self, node: &Node, index: usize) -> Result<&Flow> {
        let flow = self.flow(node, index)?;
        ensure!(flow.layout == Layout::Picture, "its input is not a picture");
        Ok(flow)
    }

    fn plain(&mut self, node: &Node, index: usize) -> Result<Flow> {
        let flow = self.flow(node, index)?.clone();
        Ok(self.channels_last(flow))
    }

    fn channels_last(&mut self, flow: Flow) -> Flow {
        if flow.layout == Layout::Plain {
            return flow;
        }
        let name = format!("{}/channels_last", flow.name);
        self.emit(
            "Transpose",
            &name,
            vec![flow.name],
            vec![Attribute::ints("perm", &[0, 2, 3, 1])],
        );
        Flow {
            name,
            shape: flow.shape,
            layout: Layout::Plain,
        }
    }

    fn constant(&self, node: &Node, index: usize) -> Result<&Constant> {
        let input = node
            .inputs
            .get(index)
            .with_context(|| format!("it has no input {index}"))?;
        self.source
            .constants
            .get(node_of(input))
            .with_context(|| format!("its input {input} is not a constant"))
    }

    fn floats(&self, node: &Node, index: usize) -> Result<(Vec<i64>, Vec<f32>)> {
        match self.constant(node, index)? {
            Constant::Floats { shape, values } => Ok((shape.clone(), values.clone())),
            Constant::Integers { .. } => bail!("its input {index} holds integers"),
        }
    }

    fn integers(&self, node: &Node, index: usize) -> Result<Vec<i64>> {
        match self.constant(node, index)? {
            Constant::Integers { values } => Ok(values.clone()),
            Constant::Floats { .. } => bail!("its input {index} holds fractions"),
        }
    }

    fn initializer(&mut self, make: impl FnOnce(String) -> Tensor) -> String {
        let name = format!("constant_{}", self.initializers.len());
        self.initializers.push(make(name.clone()));
        name
    }

    fn emit(
        &mut self,
        operator: &str,
        output: &str,
        input: Vec<String>,
        attribute: Vec<Attribute>,
    ) {
        self.nodes.push(OnnxNode {
            input,
            output: vec![output.to_owned()],
            name: output.to_owned(),
            op_type: operator.to_owned(),
            attribute,
        });
    }
}

fn four(shape: &[i64]) -> Result<[i64; 4]> {
    shape
        .try_into()
        .ok()
        .with_context(|| format!("the shape {shape:?} does not have four axes"))
}

/// The numbers of a four-axis tensor with its axes in another order.
fn permuted(shape: &[i64], values: &[f32], order: [usize; 4]) -> Vec<f32> {
    let size = |axis: usize| shape[axis] as usize;
    let stride = |axis: usize| (axis + 1..4).map(size).product::<usize>();
    let (sizes, strides) = (order.map(size), order.map(stride));
    let mut out = Vec::with_capacity(values.len());
    for a in 0..sizes[0] {
        for b in 0..sizes[1] {
            for c in 0..sizes[2] {
                for d in 0..sizes[3] {
                    out.push(
                        values[a * strides[0] + b * strides[1] + c * strides[2] + d * strides[3]],
                    );
                }
            }
        }
    }
    out
}
