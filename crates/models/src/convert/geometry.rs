//! Sizes of windows that slide over a picture, by TensorFlow's rules.

use anyhow::{Result, bail};

/// One axis of a sliding window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub(super) kernel: i64,
    pub(super) stride: i64,
    pub(super) dilation: i64,
}

/// What the window does to an axis: zeros before and after it, and its length afterwards.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Slide {
    pub(super) before: i64,
    pub(super) after: i64,
    pub(super) length: i64,
}

/// TensorFlow's `SAME` (the surplus zero goes to the end) and `VALID`.
pub(super) fn slide(padding: &str, length: i64, window: Window) -> Result<Slide> {
    let reach = (window.kernel - 1) * window.dilation + 1;
    match padding {
        "SAME" => {
            let steps = (length + window.stride - 1) / window.stride;
            let zeros = ((steps - 1) * window.stride + reach - length).max(0);
            Ok(Slide {
                before: zeros / 2,
                after: zeros - zeros / 2,
                length: steps,
            })
        }
        "VALID" if length >= reach => Ok(Slide {
            before: 0,
            after: 0,
            length: (length - reach) / window.stride + 1,
        }),
        "VALID" => bail!("a window of {reach} does not fit into {length}"),
        other => bail!("padding {other:?} is not known"),
    }
}
