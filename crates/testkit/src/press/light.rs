//! The light of a scene: its colour, shadows and reflections.

use super::{dice::Dice, scene::Scene};
use bonafide_facts::Size;

/// An oval of reflected light.
struct Spot {
    x: f32,
    y: f32,
    wide: f32,
    tall: f32,
    strength: f32,
}

/// The edge of a shadow: all beyond it, along the direction, is darker.
struct Shade {
    direction: (f32, f32),
    edge: f32,
    soft: f32,
    strength: f32,
}

pub(crate) struct Light {
    gain: [f32; 3],
    spots: Vec<Spot>,
    shade: Option<Shade>,
    middle: (f32, f32),
    /// Darkening towards the corners.
    falloff: f32,
}

impl Light {
    pub(crate) fn new(scene: &Scene, size: Size, dice: &mut Dice) -> Self {
        let (width, height) = (size.width as f32, size.height as f32);
        let warmth = scene.warmth.clamp(-1.0, 1.0);
        let exposure = scene.exposure.clamp(-6.0, 4.0).exp2();
        // Exposure acts on light, the picture's values follow with the inverse of the display's gamma.
        let gain = exposure.powf(1.0 / 2.2);
        let cast = [
            1.0 + 0.10 * warmth,
            1.0 + 0.01 * warmth,
            1.0 - 0.26 * warmth.max(0.0) - 0.10 * warmth.min(0.0),
        ];
        let cast = if warmth < 0.0 {
            [cast[0] + 0.12 * warmth, cast[1], cast[2]]
        } else {
            cast
        };
        let spots = if scene.glare > 0.0 {
            1 + dice.below(2)
        } else {
            0
        };
        let spots = (0..spots)
            .map(|_| Spot {
                x: width * dice.between(0.2, 0.8),
                y: height * dice.between(0.2, 0.8),
                wide: width * dice.between(0.05, 0.16),
                tall: height * dice.between(0.05, 0.16),
                strength: scene.glare.clamp(0.0, 1.0),
            })
            .collect();
        let shade = (scene.shadow > 0.0).then(|| {
            let (y, x) = dice.between(0.0, std::f32::consts::TAU).sin_cos();
            let through = (
                width * dice.between(0.3, 0.7),
                height * dice.between(0.3, 0.7),
            );
            Shade {
                direction: (x, y),
                edge: through.0 * x + through.1 * y,
                soft: width * dice.between(0.02, 0.10),
                strength: scene.shadow.clamp(0.0, 1.0),
            }
        });
        let natural = scene.noise > 0.0 || scene.blur > 0.0;
        Self {
            gain: cast.map(|c| c * gain),
            spots,
            shade,
            middle: (width / 2.0, height / 2.0),
            falloff: if natural { 0.10 } else { 0.0 },
        }
    }

    pub(crate) fn row(&self, v: f32) -> RowLight<'_> {
        let spots = self.spots.iter().filter_map(|spot| {
            let tall = ((v - spot.y) / spot.tall).powi(2);
            (tall < 16.0).then(|| (spot, (-0.5 * tall).exp() * spot.strength))
        });
        RowLight {
            light: self,
            v,
            spots: spots.collect(),
        }
    }
}

/// The light on one row of the picture.
pub(crate) struct RowLight<'a> {
    light: &'a Light,
    v: f32,
    spots: Vec<(&'a Spot, f32)>,
}

impl RowLight<'_> {
    /// What the sensor sees of a colour with that gloss (0 dull to 1) at column `u`; each channel 0 to 1.
    #[inline]
    pub(crate) fn at(&self, u: f32, colour: [f32; 3], gloss: f32) -> [f32; 3] {
        let light = self.light;
        let (mx, my) = light.middle;
        let (dx, dy) = ((u - mx) / mx, (self.v - my) / my);
        let mut share = 1.0 - light.falloff * 0.5 * (dx * dx + dy * dy);
        if let Some(shade) = &light.shade {
            let beyond =
                (u * shade.direction.0 + self.v * shade.direction.1 - shade.edge) / shade.soft;
            let t = (beyond * 0.5 + 0.5).clamp(0.0, 1.0);
            share *= 1.0 - shade.strength * t * t * (3.0 - 2.0 * t);
        }
        let mut reflected = 0.0;
        for (spot, strength) in &self.spots {
            let wide = ((u - spot.x) / spot.wide).powi(2);
            if wide < 16.0 {
                reflected += strength * (-0.5 * wide).exp();
            }
        }
        let reflected = (reflected * gloss * 1.25).min(1.0);
        let seen = |value: f32, gain: f32| {
            let lit = (value * share * gain).min(1.0);
            lit + (1.0 - lit) * reflected
        };
        let ([r, g, b], [gain_r, gain_g, gain_b]) = (colour, light.gain);
        [seen(r, gain_r), seen(g, gain_g), seen(b, gain_b)]
    }
}
