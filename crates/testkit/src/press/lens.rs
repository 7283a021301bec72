//! What lens and sensor do to a picture: blur, shake, noise.

use super::{RgbPicture, dice::Dice};

/// Gaussian blur with a standard deviation in pixels.
pub(crate) fn blur(picture: &RgbPicture, sigma: f32) -> RgbPicture {
    let reach = (sigma * 2.5).ceil() as usize;
    if reach == 0 {
        return picture.clone();
    }
    let weights = weights(sigma, reach);
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let stride = width * 3;
    let mut sums = vec![0_u16; stride];
    let mut across = vec![0_u8; stride * height];
    let mut padded = vec![0_u8; (width + 2 * reach) * 3];
    for (from, to) in picture
        .as_raw()
        .chunks_exact(stride)
        .zip(across.chunks_exact_mut(stride))
    {
        // The first and the last pixel go on beyond the edges.
        for x in 0..reach {
            padded[x * 3..x * 3 + 3].copy_from_slice(&from[..3]);
            let end = (reach + width + x) * 3;
            padded[end..end + 3].copy_from_slice(&from[stride - 3..]);
        }
        padded[reach * 3..(reach + width) * 3].copy_from_slice(from);
        begin(&mut sums, from, weights[0]);
        for (step, weight) in weights.iter().enumerate().skip(1) {
            add_pair(
                &mut sums,
                &padded[(reach - step) * 3..],
                &padded[(reach + step) * 3..],
                *weight,
            );
        }
        settle(&sums, to);
    }
    let mut down = vec![0_u8; stride * height];
    let row = |y: usize| &across[y * stride..(y + 1) * stride];
    for (y, to) in down.chunks_exact_mut(stride).enumerate() {
        begin(&mut sums, row(y), weights[0]);
        for (step, weight) in weights.iter().enumerate().skip(1) {
            add_pair(
                &mut sums,
                row(y.saturating_sub(step)),
                row((y + step).min(height - 1)),
                *weight,
            );
        }
        settle(&sums, to);
    }
    RgbPicture::from_raw(picture.width(), picture.height(), down)
        .expect("a row for each row, a byte for each byte")
}

/// The bell's middle and one of its sides. With the other side they add up to 256, so that sums of weighted
/// bytes stay within sixteen bits and the loops below need no check for overflow, which would halt them at each
/// byte in a build with checks.
fn weights(sigma: f32, reach: usize) -> Vec<u16> {
    let bell: Vec<f32> = (0..=reach)
        .map(|step| (-0.5 * (step as f32 / sigma).powi(2)).exp())
        .collect();
    let total = bell[0] + 2.0 * bell[1..].iter().sum::<f32>();
    let mut weights: Vec<u16> = bell
        .iter()
        .map(|weight| (weight / total * 256.0) as u16)
        .collect();
    weights[0] = 256 - 2 * weights[1..].iter().sum::<u16>();
    weights
}

fn begin(sums: &mut [u16], row: &[u8], weight: u16) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum = u16::from(*value).wrapping_mul(weight).wrapping_add(128);
    }
}

fn add_pair(sums: &mut [u16], before: &[u8], after: &[u8], weight: u16) {
    for ((sum, a), b) in sums.iter_mut().zip(before).zip(after) {
        *sum = sum.wrapping_add(
            u16::from(*a)
                .wrapping_add(u16::from(*b))
                .wrapping_mul(weight),
        );
    }
}

fn settle(sums: &[u16], to: &mut [u8]) {
    for (sum, to) in sums.iter().zip(to) {
        *to = (sum >> 8) as u8;
    }
}

/// Shake along a straight way of so many pixels.
pub(crate) fn shake(picture: &RgbPicture, length: f32, direction: f32) -> RgbPicture {
    let taps = (length.ceil() as usize).clamp(1, 64) + 1;
    let (sin, cos) = direction.sin_cos();
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let stride = width * 3;
    let raw = picture.as_raw();
    let mut shaken = vec![0_u8; raw.len()];
    let mut sums = vec![0_u32; stride];
    for y in 0..height {
        sums.fill(0);
        for tap in 0..taps {
            let way = (tap as f32 / (taps - 1) as f32 - 0.5) * length;
            let (dx, dy) = ((way * cos).round() as i64, (way * sin).round() as i64);
            let from = (y as i64 + dy).clamp(0, height as i64 - 1) as usize;
            let row = &raw[from * stride..(from + 1) * stride];
            let shift = dx.unsigned_abs() as usize % width * 3;
            if dx >= 0 {
                add(&mut sums[..stride - shift], &row[shift..]);
                for place in (stride - shift)..stride {
                    sums[place] += u32::from(row[stride - 3 + place % 3]);
                }
            } else {
                add(&mut sums[shift..], row);
                for place in 0..shift {
                    sums[place] += u32::from(row[place % 3]);
                }
            }
        }
        for (to, sum) in shaken[y * stride..(y + 1) * stride].iter_mut().zip(&sums) {
            *to = (sum / taps as u32) as u8;
        }
    }
    RgbPicture::from_raw(picture.width(), picture.height(), shaken).expect("a byte for each byte")
}

fn add(sums: &mut [u32], row: &[u8]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum = sum.wrapping_add(u32::from(*value));
    }
}

/// Sensor noise: most of it in brightness, some in each colour; more where there is more light.
pub(crate) fn noise(picture: &mut RgbPicture, sigma: f32, dice: &mut Dice) {
    // The difference of two bytes has a standard deviation of 104.5.
    let unit = sigma / 104.5;
    let mut state = dice.bits() | 1;
    for pixel in picture.chunks_exact_mut(3) {
        // xorshift64: one draw for each pixel.
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let bytes = state.to_le_bytes().map(f32::from);
        let common = (bytes[0] - bytes[1]) * unit * 0.9;
        for (channel, own) in pixel.iter_mut().zip([
            bytes[2] - bytes[3],
            bytes[4] - bytes[5],
            bytes[6] - bytes[7],
        ]) {
            let there = f32::from(*channel);
            let lit = 0.6 + 0.4 * there / 255.0;
            *channel = (there + (common + own * unit * 0.5) * lit + 0.5) as u8;
        }
    }
}
