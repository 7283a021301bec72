//! Truth drawn on its picture, for eyes.

use super::{RgbPicture, truth::Truth};
use image::Rgb;

/// The picture with the outline of everything that its truth knows.
#[must_use]
pub fn outlined(picture: &RgbPicture, truth: &Truth) -> RgbPicture {
    let mut drawn = picture.clone();
    let (width, height) = (i64::from(drawn.width()), i64::from(drawn.height()));
    for (name, quad) in truth.quads() {
        let colour = match name.split(' ').next() {
            Some("document") => Rgb([255, 200, 0]),
            Some("mrz") => Rgb([230, 0, 60]),
            Some("portrait" | "ghost") => Rgb([0, 110, 255]),
            Some("signature") => Rgb([150, 0, 220]),
            Some("hidden") => Rgb([0, 0, 0]),
            _ => Rgb([0, 160, 60]),
        };
        for corner in 0..4 {
            let (a, b) = (quad.0[corner], quad.0[(corner + 1) % 4]);
            // Corners far outside the picture must not make long work.
            let steps = (b.x - a.x)
                .abs()
                .max((b.y - a.y).abs())
                .clamp(1.0, 20_000.0) as i32;
            for step in 0..=steps {
                let share = step as f32 / steps as f32;
                let (x, y) = (
                    (a.x + (b.x - a.x) * share) as i64,
                    (a.y + (b.y - a.y) * share) as i64,
                );
                for (x, y) in [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)] {
                    if (0..width).contains(&x) && (0..height).contains(&y) {
                        drawn.put_pixel(x as u32, y as u32, colour);
                    }
                }
            }
        }
    }
    drawn
}
