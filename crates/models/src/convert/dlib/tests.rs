use super::super::onnx::Model;
use super::to_onnx;
use prost::Message as _;

/// A file of dlib's, written as it writes.
#[derive(Default)]
struct File(Vec<u8>);

impl File {
    fn integer(mut self, value: i64) -> Self {
        let bytes = value.unsigned_abs().to_le_bytes();
        let length = (8 - bytes.iter().rev().take_while(|&&byte| byte == 0).count()).max(1);
        self.0.push(length as u8 | if value < 0 { 0x80 } else { 0 });
        self.0.extend(&bytes[..length]);
        self
    }

    fn integers(self, values: &[i64]) -> Self {
        values.iter().fold(self, |file, &value| file.integer(value))
    }

    fn text(self, text: &str) -> Self {
        let mut file = self.integer(text.len() as i64);
        file.0.extend(text.as_bytes());
        file
    }

    fn tensor(self, shape: [i64; 4], values: impl IntoIterator<Item = f32>) -> Self {
        let mut file = self.integer(2).integers(&shape);
        file.0.extend(values.into_iter().flat_map(f32::to_le_bytes));
        file
    }

    /// What follows after each layer.
    fn state(mut self) -> Self {
        self.0.extend(b"110");
        let empty = [0; 4];
        self.tensor(empty, []).tensor(empty, []).tensor(empty, [])
    }

    /// 1 as a mantissa and a power of two, four times.
    fn rates(self) -> Self {
        self.integers(&[0x10, -4, 0x10, -4, 0x10, -4, 0x10, -4])
    }

    fn convolution(self, outputs: i64, inputs: i64, kernel: i64, stride: i64) -> Self {
        let weights = outputs * inputs * kernel * kernel;
        self.text("con_4")
            .tensor(
                [weights + outputs, 1, 1, 1],
                (0..weights + outputs).map(|n| n as f32),
            )
            .integers(&[outputs, kernel, kernel, stride, stride, 0, 0])
            .integers(&[1, outputs, inputs, kernel, kernel])
            .integers(&[1, 1, outputs, 1, 1])
            .rates()
            .state()
    }
}

/// Two pixels on a side; a branch that a convolution shrinks and widens is added to the flow that skips it.
fn network() -> File {
    File::default()
        .integer(1)
        .text("loss_metric_2")
        .integers(&[1, -4, 1, -1])
        // From the outside in: fully connected, pool, add, mark, mark, convolution, mark, convolution of the input.
        .integers(&[2, 2, 2, 1, 1, 2, 1, 3])
        .text("input_rgb_image_sized")
        .integers(&[245, -1, 117, 0, 104, 0])
        .integers(&[2, 2])
        .convolution(3, 3, 1, 1)
        .integer(1)
        .convolution(4, 3, 2, 2)
        .text("add_prev_")
        .state()
        .text("avg_pool_2")
        .integers(&[0, 0, 1, 1, 0, 0])
        .state()
        .text("fc_2")
        .integers(&[2, 4])
        .tensor([4, 2, 1, 1], (0..8).map(|n| n as f32))
        .integers(&[1, 4, 2, 1, 1, 1, 0, 0, 0, 0, 1])
        .rates()
        .state()
}

#[test]
fn a_residual_block_is_added_with_zeros_where_one_side_is_smaller() {
    let model = Model::decode(to_onnx(&network().0).unwrap().as_slice()).unwrap();
    let graph = model.graph.unwrap();
    let operators: Vec<&str> = graph
        .node
        .iter()
        .map(|node| node.op_type.as_str())
        .collect();
    assert_eq!(
        operators,
        [
            "Sub",
            "Mul",
            "Conv",
            "Conv",
            "Pad",
            "Pad",
            "Add",
            "GlobalAveragePool",
            "Flatten",
            "MatMul",
            "Identity"
        ]
    );
    // The flow that skips has three channels of 2×2, the branch four of 1×1: each grows where it is smaller.
    let amounts = |node: usize| {
        let name = &graph.node[node].input[1];
        let tensor = graph.initializer.iter().find(|t| t.name == *name).unwrap();
        let words = tensor.raw_data.chunks_exact(8);
        words
            .map(|word| i64::from_le_bytes(word.try_into().unwrap()))
            .collect::<Vec<_>>()
    };
    assert_eq!(amounts(4), [0, 0, 0, 0, 0, 1, 0, 0]);
    assert_eq!(amounts(5), [0, 0, 0, 0, 0, 0, 1, 1]);
    // The second convolution takes what the first gave, and so does the flow that skips it.
    assert_eq!(graph.node[3].input[0], graph.node[4].input[0]);
    let means = &graph.initializer[0].raw_data;
    assert_eq!(means[..4], 122.5_f32.to_le_bytes());
}

#[test]
fn a_network_that_is_cut_off_or_of_another_kind_is_refused_and_says_where() {
    let whole = network().0;
    for length in [0, 1, 20, 60, whole.len() / 2, whole.len() - 1] {
        let error = format!("{:#}", to_onnx(&whole[..length]).unwrap_err());
        assert!(
            error.contains("ends too early") && error.contains("at byte"),
            "{length}: {error}"
        );
    }
    let mut longer = whole.clone();
    longer.push(0);
    let error = format!("{:#}", to_onnx(&longer).unwrap_err());
    assert!(error.contains("1 bytes follow"), "{error}");

    let at = whole.windows(9).position(|w| w == b"add_prev_").unwrap();
    let mut other = whole;
    other[at..at + 9].copy_from_slice(b"mult_prev");
    let error = format!("{:#}", to_onnx(&other).unwrap_err());
    assert!(error.contains("mult_prev"), "{error}");
}

#[test]
fn a_tensor_that_claims_to_be_huge_is_refused_without_being_made() {
    let file = File::default()
        .integer(1)
        .text("loss_metric_2")
        .integers(&[1, -4, 1, -1])
        .integer(3)
        .text("input_rgb_image_sized")
        .integers(&[0, 0, 0, 0, 0, 0, 150, 150])
        .text("con_4")
        .integers(&[2, i64::MAX, i64::MAX, 1, 1]);
    let error = format!("{:#}", to_onnx(&file.0).unwrap_err());
    assert!(error.contains("too large"), "{error}");
}
