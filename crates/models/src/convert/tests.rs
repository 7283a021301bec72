use super::geometry::{Slide, Window, slide};
use super::onnx::{Attribute, Model, Node};
use super::tfjs_to_onnx;
use prost::Message as _;
use serde_json::{Value, json};

fn string(text: &str) -> Value {
    use base64::Engine as _;
    json!({"s": base64::prelude::BASE64_STANDARD.encode(text)})
}

fn list(values: [i64; 4]) -> Value {
    json!({"list": {"i": values.map(|value| value.to_string())}})
}

fn convolution(op: &str, padding: &str, strides: [i64; 4], inputs: &[&str]) -> Value {
    let fused = if inputs.len() > 2 {
        json!({"list": {"s": ["Qmlhc0FkZA==", "UmVsdQ=="]}})
    } else {
        json!({})
    };
    json!({"name": "conv", "op": op, "input": inputs, "attr": {
        "data_format": string("NHWC"), "padding": string(padding), "strides": list(strides),
        "dilations": list([1, 1, 1, 1]), "fused_ops": fused,
    }})
}

/// A model of `nodes` whose output is `conv`, with a 5×4 picture of two channels as input.
fn model(nodes: &[Value], weights: &Value) -> Vec<u8> {
    let mut all = vec![json!({"name": "x", "op": "Placeholder"})];
    all.extend(
        weights
            .as_array()
            .unwrap()
            .iter()
            .map(|weight| json!({"name": weight["name"], "op": "Const"})),
    );
    all.extend_from_slice(nodes);
    let dim = json!([{"size": "1"}, {"size": "5"}, {"size": "4"}, {"size": "2"}]);
    let document = json!({
        "modelTopology": {"node": all},
        "weightsManifest": [{"paths": ["w.bin"], "weights": weights}],
        "signature": {"inputs": {"x:0": {"tensorShape": {"dim": dim}}}, "outputs": {"conv:0": {}}},
    });
    serde_json::to_vec(&document).unwrap()
}

fn floats(values: impl IntoIterator<Item = f32>) -> Vec<u8> {
    values.into_iter().flat_map(f32::to_le_bytes).collect()
}

fn converted(model: &[u8], weights: &[u8]) -> Model {
    Model::decode(tfjs_to_onnx(model, weights).unwrap().as_slice()).unwrap()
}

fn attribute<'a>(node: &'a Node, name: &str) -> &'a Attribute {
    node.attribute
        .iter()
        .find(|attribute| attribute.name == name)
        .unwrap()
}

#[test]
fn the_surplus_zero_of_same_padding_goes_to_the_end() {
    let window = Window {
        kernel: 3,
        stride: 2,
        dilation: 1,
    };
    assert_eq!(
        slide("SAME", 256, window).unwrap(),
        Slide {
            before: 0,
            after: 1,
            length: 128
        }
    );
    assert_eq!(
        slide("SAME", 5, window).unwrap(),
        Slide {
            before: 1,
            after: 1,
            length: 3
        }
    );
    assert_eq!(
        slide("VALID", 5, window).unwrap(),
        Slide {
            before: 0,
            after: 0,
            length: 2
        }
    );
    assert!(slide("VALID", 2, window).is_err());
    assert!(
        slide("EXPLICIT", 5, window)
            .unwrap_err()
            .to_string()
            .contains("EXPLICIT")
    );
}

#[test]
fn a_convolution_states_its_pads_and_turns_its_kernel() {
    // Kernel 2×1, two channels in, three out; its values count upwards in TensorFlow's order.
    let weights = json!([{"name": "k", "shape": [2, 1, 2, 3], "dtype": "float32"},
                         {"name": "b", "shape": [3], "dtype": "float32"}]);
    let nodes = [convolution(
        "_FusedConv2D",
        "SAME",
        [1, 2, 1, 1],
        &["x", "k", "b"],
    )];
    let bytes = floats((0..12).map(|value| value as f32).chain([0.5, 1.5, 2.5]));
    let graph = converted(&model(&nodes, &weights), &bytes).graph.unwrap();

    let operators: Vec<&str> = graph
        .node
        .iter()
        .map(|node| node.op_type.as_str())
        .collect();
    assert_eq!(
        operators,
        ["Transpose", "Conv", "Relu", "Transpose", "Identity"]
    );
    let conv = &graph.node[1];
    // Height 5 with stride 2: three steps, 4 + 2 - 5 = 1 zero, at the end.
    assert_eq!(attribute(conv, "pads").ints, [0, 0, 1, 0]);
    assert_eq!(attribute(conv, "dilations").ints, [1, 1]);
    assert_eq!(attribute(conv, "group").i, 1);
    let kernel = &graph.initializer[0];
    assert_eq!(kernel.dims, [3, 2, 2, 1]);
    // Out channel 0: in channel 0 over the rows, then in channel 1.
    assert_eq!(kernel.raw_data[..16], floats([0.0, 6.0, 3.0, 9.0]));
    let shape: Vec<i64> = graph.output[0]
        .r#type
        .clone()
        .unwrap()
        .tensor_type
        .unwrap()
        .shape
        .unwrap()
        .dim
        .iter()
        .map(|dim| dim.dim_value)
        .collect();
    assert_eq!(
        (graph.output[0].name.as_str(), shape),
        ("conv", vec![1, 3, 4, 3])
    );
}

#[test]
fn a_depthwise_convolution_has_a_group_per_channel() {
    let weights = json!([{"name": "k", "shape": [3, 3, 2, 1], "dtype": "float32"}]);
    let nodes = [convolution(
        "DepthwiseConv2dNative",
        "SAME",
        [1, 1, 1, 1],
        &["x", "k"],
    )];
    let graph = converted(
        &model(&nodes, &weights),
        &floats((0..18).map(|value| value as f32)),
    )
    .graph
    .unwrap();
    assert_eq!(attribute(&graph.node[1], "group").i, 2);
    assert_eq!(graph.initializer[0].dims, [2, 1, 3, 3]);
    assert_eq!(graph.initializer[0].raw_data[..12], floats([0.0, 2.0, 4.0]));
}

#[test]
fn nodes_may_come_in_any_order() {
    let weights = json!([{"name": "k", "shape": [1, 1, 2, 2], "dtype": "float32"}]);
    let mut first = convolution("Conv2D", "VALID", [1, 1, 1, 1], &["relu", "k"]);
    first["name"] = "conv".into();
    let nodes = [first, json!({"name": "relu", "op": "Relu", "input": ["x"]})];
    let graph = converted(&model(&nodes, &weights), &floats([1.0; 4]))
        .graph
        .unwrap();
    let operators: Vec<&str> = graph
        .node
        .iter()
        .map(|node| node.op_type.as_str())
        .collect();
    assert_eq!(
        operators,
        ["Transpose", "Relu", "Conv", "Transpose", "Identity"]
    );
}

#[test]
fn slopes_of_negative_numbers_lie_along_the_channels_and_may_be_kept_in_half_precision() {
    let weights = json!([{"name": "a", "shape": [1, 1, 2], "dtype": "float32",
                          "quantization": {"dtype": "float16", "original_dtype": "float32"}}]);
    let nodes = [json!({"name": "conv", "op": "Prelu", "input": ["x", "a"]})];
    // 0.25 and -2 as halves.
    let graph = converted(&model(&nodes, &weights), &[0x00, 0x34, 0x00, 0xc0])
        .graph
        .unwrap();
    assert_eq!(graph.node[1].op_type, "PRelu");
    assert_eq!(graph.initializer[0].dims, [2, 1, 1]);
    assert_eq!(graph.initializer[0].raw_data, floats([0.25, -2.0]));
}

#[test]
fn what_is_not_known_is_named() {
    let none = json!([]);
    let unknown = [json!({"name": "conv", "op": "LSTMBlockCell", "input": ["x"]})];
    let error = format!(
        "{:#}",
        tfjs_to_onnx(&model(&unknown, &none), &[]).unwrap_err()
    );
    assert!(
        error.contains("conv") && error.contains("LSTMBlockCell"),
        "{error}"
    );

    let circle = [json!({"name": "conv", "op": "Relu", "input": ["conv"]})];
    let error = format!(
        "{:#}",
        tfjs_to_onnx(&model(&circle, &none), &[]).unwrap_err()
    );
    assert!(error.contains("circle"), "{error}");

    let weights = json!([{"name": "k", "shape": [1, 1, 2, 2], "dtype": "float32"}]);
    let error = format!(
        "{:#}",
        tfjs_to_onnx(&model(&[], &weights), &[0; 15]).unwrap_err()
    );
    assert!(error.contains("ends within weight k"), "{error}");

    let huge = json!([{"name": "k", "shape": [i64::MAX, i64::MAX], "dtype": "float32"}]);
    let error = format!(
        "{:#}",
        tfjs_to_onnx(&model(&[], &huge), &[0; 16]).unwrap_err()
    );
    assert!(error.contains("weight k"), "{error}");
}
