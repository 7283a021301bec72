//! Reading a TensorFlow.js graph model: `model.json` and one file of weights.

use super::half;
use anyhow::{Context as _, Result, bail, ensure};
use base64::Engine as _;
use serde::Deserialize;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The nodes in an order in which each comes after its inputs, the constants, and the signature.
#[derive(Debug)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) constants: BTreeMap<String, Constant>,
    /// Name of the one input's node, and its shape.
    pub(super) input: (String, Vec<i64>),
    /// Names of the outputs' nodes, sorted.
    pub(super) outputs: Vec<String>,
}

/// One operation.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Node {
    pub(super) name: String,
    pub(super) op: String,
    #[serde(default, rename = "input")]
    pub(super) inputs: Vec<String>,
    #[serde(default)]
    attr: BTreeMap<String, Value>,
}

/// A constant tensor.
#[derive(Debug, Clone)]
pub(super) enum Constant {
    Floats { shape: Vec<i64>, values: Vec<f32> },
    Integers { values: Vec<i64> },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    model_topology: Topology,
    weights_manifest: Vec<WeightGroup>,
    signature: Option<Signature>,
    user_defined_metadata: Option<Metadata>,
}

#[derive(Deserialize)]
struct Topology {
    node: Vec<Node>,
}

#[derive(Deserialize)]
struct WeightGroup {
    weights: Vec<Weight>,
}

#[derive(Deserialize)]
struct Weight {
    name: String,
    shape: Vec<i64>,
    dtype: String,
    quantization: Option<Quantization>,
}

/// How a weight is kept smaller than it is.
#[derive(Deserialize)]
struct Quantization {
    dtype: String,
}

#[derive(Deserialize)]
struct Metadata {
    signature: Option<Signature>,
}

#[derive(Deserialize)]
struct Signature {
    inputs: BTreeMap<String, SignatureTensor>,
    outputs: BTreeMap<String, SignatureOutput>,
}

/// An output, by its key in the signature unless it has the name of a node.
#[derive(Deserialize)]
struct SignatureOutput {
    name: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SignatureTensor {
    tensor_shape: TensorShape,
}

#[derive(Deserialize)]
struct TensorShape {
    dim: Vec<Dimension>,
}

#[derive(Deserialize)]
struct Dimension {
    size: String,
}

impl Graph {
    pub(super) fn read(model: &[u8], weights: &[u8]) -> Result<Self> {
        let document: Document = serde_json::from_slice(model)?;
        let signature = document
            .signature
            .or_else(|| {
                document
                    .user_defined_metadata
                    .and_then(|metadata| metadata.signature)
            })
            .context("it has no signature")?;
        ensure!(
            signature.inputs.len() == 1,
            "it has {} inputs, not one",
            signature.inputs.len()
        );
        let (name, tensor) = signature.inputs.iter().next().context("it has no input")?;
        let mut shape = tensor
            .tensor_shape
            .dim
            .iter()
            .map(|dim| Ok(dim.size.parse()?))
            .collect::<Result<Vec<i64>>>()?;
        // As many pictures at once as one likes: one.
        if let Some(pictures @ -1) = shape.first_mut() {
            *pictures = 1;
        }
        ensure!(
            shape.iter().all(|&size| size > 0),
            "the input's shape {shape:?} is not fixed"
        );
        let constants = read_constants(&document.weights_manifest, weights)?;
        Ok(Self {
            nodes: in_order(document.model_topology.node)?,
            constants,
            input: (node_of(name).to_owned(), shape),
            outputs: signature
                .outputs
                .iter()
                .map(|(key, output)| node_of(output.name.as_ref().unwrap_or(key)).to_owned())
                .collect(),
        })
    }
}

/// `name:0` is the first output of node `name`; our models have no others.
pub(super) fn node_of(tensor: &str) -> &str {
    tensor.split_once(':').map_or(tensor, |(name, _)| name)
}

impl Node {
    /// A string attribute; they are in base 64.
    pub(super) fn string(&self, name: &str) -> Result<String> {
        let value = self
            .attr
            .get(name)
            .and_then(|attr| attr.get("s"))
            .with_context(|| format!("no string {name}"))?;
        text(value)
    }

    /// A list of strings; absent means empty.
    pub(super) fn strings(&self, name: &str) -> Result<Vec<String>> {
        match self
            .attr
            .get(name)
            .and_then(|attr| attr.pointer("/list/s"))
            .and_then(Value::as_array)
        {
            Some(values) => values.iter().map(text).collect(),
            None => Ok(Vec::new()),
        }
    }

    /// The two middle numbers of a four-number attribute in N, H, W, C order.
    pub(super) fn height_and_width(&self, name: &str) -> Result<[i64; 2]> {
        let values = self
            .attr
            .get(name)
            .and_then(|attr| attr.pointer("/list/i"))
            .and_then(Value::as_array);
        let values = values.with_context(|| format!("no list {name}"))?;
        let values = values.iter().map(integer).collect::<Result<Vec<_>>>()?;
        match values[..] {
            [1, height, width, 1] if height > 0 && width > 0 => Ok([height, width]),
            _ => bail!("{name} is {values:?}, where [1, height, width, 1] is expected"),
        }
    }

    /// Refuses data in another order than N, H, W, C.
    pub(super) fn ensure_channels_last(&self) -> Result<()> {
        let format = self.string("data_format")?;
        ensure!(format == "NHWC", "data format {format:?} is not known");
        Ok(())
    }
}

fn text(value: &Value) -> Result<String> {
    let bytes = base64::prelude::BASE64_STANDARD.decode(value.as_str().context("not a string")?)?;
    Ok(String::from_utf8(bytes)?)
}

/// 64-bit numbers are strings in this JSON.
fn integer(value: &Value) -> Result<i64> {
    match value {
        Value::String(digits) => Ok(digits.parse()?),
        other => other.as_i64().context("not an integer"),
    }
}

fn read_constants(groups: &[WeightGroup], weights: &[u8]) -> Result<BTreeMap<String, Constant>> {
    let mut rest = weights;
    let mut constants = BTreeMap::new();
    for weight in groups.iter().flat_map(|group| &group.weights) {
        let name = &weight.name;
        let kept = weight.quantization.as_ref().map(|q| q.dtype.as_str());
        let size = match kept {
            None => 4,
            Some("float16") => 2,
            Some(other) => bail!("weight {name} is quantised as {other:?}, which is not known"),
        };
        let count = weight.shape.iter().try_fold(1_usize, |count, &size| {
            count
                .checked_mul(usize::try_from(size).ok()?)
                .filter(|&count| count <= weights.len())
        });
        let count =
            count.with_context(|| format!("weight {name} has the shape {:?}", weight.shape))?;
        let (own, others) = rest
            .split_at_checked(count * size)
            .with_context(|| format!("the file of weights ends within weight {name}"))?;
        rest = others;
        let words = own
            .chunks_exact(4)
            .map(|word| [word[0], word[1], word[2], word[3]]);
        let halves = own
            .chunks_exact(2)
            .map(|half| half::to_single(u16::from_le_bytes([half[0], half[1]])));
        let constant = match (weight.dtype.as_str(), kept) {
            ("float32", None) => Constant::Floats {
                shape: weight.shape.clone(),
                values: words.map(f32::from_le_bytes).collect(),
            },
            ("float32", Some(_)) => Constant::Floats {
                shape: weight.shape.clone(),
                values: halves.collect(),
            },
            ("int32", None) => Constant::Integers {
                values: words.map(|word| i32::from_le_bytes(word).into()).collect(),
            },
            (other, _) => bail!("weight {name} is of type {other:?}, which is not known"),
        };
        constants.insert(name.clone(), constant);
    }
    ensure!(
        rest.is_empty(),
        "the file of weights has {} bytes too many",
        rest.len()
    );
    Ok(constants)
}

/// Sorts the nodes so that each comes after its inputs; otherwise they keep their order.
fn in_order(nodes: Vec<Node>) -> Result<Vec<Node>> {
    let known: BTreeSet<String> = nodes.iter().map(|node| node.name.clone()).collect();
    let mut done = BTreeSet::new();
    let mut waiting = nodes;
    let mut ordered = Vec::with_capacity(waiting.len());
    while !waiting.is_empty() {
        let before = waiting.len();
        for node in std::mem::take(&mut waiting) {
            for input in &node.inputs {
                ensure!(
                    known.contains(node_of(input)),
                    "node {} takes {input}, which is not there",
                    node.name
                );
            }
            if node
                .inputs
                .iter()
                .all(|input| done.contains(node_of(input)))
            {
                done.insert(node.name.clone());
                ordered.push(node);
            } else {
                waiting.push(node);
            }
        }
        ensure!(waiting.len() < before, "its nodes form a circle");
    }
    Ok(ordered)
}
