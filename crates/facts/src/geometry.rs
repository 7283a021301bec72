use serde::{Deserialize, Serialize};

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// A place in a picture, in pixels; fractions are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Pixels from the left edge.
    pub x: f32,
    /// Pixels from the top edge.
    pub y: f32,
}

/// An upright box, in whole pixels, always inside its picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PixelBox {
    /// Left edge.
    pub x: u32,
    /// Top edge.
    pub y: u32,
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

/// Four corners, clockwise, beginning with the corner that is top left *for a reader of the text*.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quad(pub [Point; 4]);

impl Quad {
    /// The mean of the corners.
    #[must_use]
    pub fn centre(&self) -> Point {
        let mean = |pick: fn(&Point) -> f32| self.0.iter().map(pick).sum::<f32>() / 4.0;
        Point {
            x: mean(|corner| corner.x),
            y: mean(|corner| corner.y),
        }
    }

    /// Whether a place lies inside. The corners must make a convex shape, in either direction.
    #[must_use]
    pub fn contains(&self, place: Point) -> bool {
        let sides = [0, 1, 2, 3].map(|corner| {
            let (a, b) = (self.0[corner], self.0[(corner + 1) % 4]);
            (b.x - a.x) * (place.y - a.y) - (b.y - a.y) * (place.x - a.x)
        });
        sides.iter().all(|side| *side >= 0.0) || sides.iter().all(|side| *side <= 0.0)
    }

    /// The smallest upright box that holds all four corners, cut to the picture.
    #[must_use]
    pub fn bounds(&self, picture: Size) -> PixelBox {
        let clamp = |value: f32, most: u32| value.max(0.0).min(most as f32);
        let xs = self.0.map(|p| clamp(p.x, picture.width));
        let ys = self.0.map(|p| clamp(p.y, picture.height));
        let least =
            |values: [f32; 4]| values.into_iter().fold(f32::INFINITY, f32::min).floor() as u32;
        let most = |values: [f32; 4]| values.into_iter().fold(0.0_f32, f32::max).ceil() as u32;
        let (x, y) = (least(xs), least(ys));
        PixelBox {
            x,
            y,
            width: most(xs).saturating_sub(x),
            height: most(ys).saturating_sub(y),
        }
    }
}

impl PixelBox {
    /// Intersection over union with another box: 1 for the same box, 0 for boxes apart.
    #[must_use]
    pub fn iou(&self, other: &Self) -> f32 {
        let across = (self.x + self.width)
            .min(other.x + other.width)
            .saturating_sub(self.x.max(other.x));
        let down = (self.y + self.height)
            .min(other.y + other.height)
            .saturating_sub(self.y.max(other.y));
        let shared = f64::from(across) * f64::from(down);
        let area = |b: &Self| f64::from(b.width) * f64::from(b.height);
        let union = area(self) + area(other) - shared;
        if union <= 0.0 {
            0.0
        } else {
            (shared / union) as f32
        }
    }
}

/// By how much a picture has to be turned, clockwise, for its text to stand upright.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum QuarterTurn {
    /// Upright already.
    #[default]
    None,
    /// 90 degrees clockwise.
    Right,
    /// 180 degrees.
    Half,
    /// 90 degrees counter-clockwise.
    Left,
}
