//! Connected components of a thresholded map.

use bonafide_facts::Point;

/// One 8-connected component.
#[derive(Debug)]
pub(super) struct Component {
    /// The ends of its runs, row by row: enough for its convex hull.
    pub(super) rim: Vec<Point>,
    /// Mean of the map over it.
    pub(super) mean: f32,
    /// Pixels.
    pub(super) pixels: usize,
}

/// A row's run of pixels over the threshold.
struct Run {
    y: usize,
    from: usize,
    to: usize,
    sum: f32,
}

/// All components of pixels over `threshold`, in the order of their first pixel. A map row holds `stride`
/// values, of which the first `width` are looked at.
pub(super) fn components(
    map: &[f32],
    stride: usize,
    width: usize,
    height: usize,
    threshold: f32,
) -> Vec<Component> {
    let (runs, rows) = runs(map, stride, width, height, threshold);
    let mut parent: Vec<usize> = (0..runs.len()).collect();
    for y in 1..height {
        let (mut above, above_end) = (rows[y - 1], rows[y]);
        for current in rows[y]..rows[y + 1] {
            // Runs touch when they overlap by a pixel, corners included.
            while above < above_end && runs[above].to < runs[current].from {
                above += 1;
            }
            let mut next = above;
            while next < above_end && runs[next].from <= runs[current].to {
                union(&mut parent, next, current);
                next += 1;
            }
        }
    }
    let mut index = vec![usize::MAX; runs.len()];
    let mut found: Vec<Component> = Vec::new();
    for (i, run) in runs.iter().enumerate() {
        let root = root(&mut parent, i);
        if index[root] == usize::MAX {
            index[root] = found.len();
            found.push(Component {
                rim: Vec::new(),
                mean: 0.0,
                pixels: 0,
            });
        }
        let component = &mut found[index[root]];
        component.rim.extend([run.from, run.to].map(|x| Point {
            x: x as f32,
            y: run.y as f32,
        }));
        component.rim.extend([run.from, run.to].map(|x| Point {
            x: x as f32,
            y: run.y as f32 + 1.0,
        }));
        component.mean += run.sum;
        component.pixels += run.to - run.from;
    }
    for component in &mut found {
        component.mean /= component.pixels.max(1) as f32;
    }
    found
}

/// Runs of each row as half-open ranges, and for each row the index of its first run (with one row more at
/// the end).
fn runs(
    map: &[f32],
    stride: usize,
    width: usize,
    height: usize,
    threshold: f32,
) -> (Vec<Run>, Vec<usize>) {
    let mut runs = Vec::new();
    let mut rows = Vec::with_capacity(height + 1);
    for y in 0..height {
        rows.push(runs.len());
        let row = &map[y * stride..y * stride + width];
        let mut open: Option<Run> = None;
        for (x, value) in row.iter().enumerate() {
            if *value > threshold {
                let run = open.get_or_insert(Run {
                    y,
                    from: x,
                    to: x,
                    sum: 0.0,
                });
                run.to = x + 1;
                run.sum += value;
            } else if let Some(run) = open.take() {
                runs.push(run);
            }
        }
        runs.extend(open);
    }
    rows.push(runs.len());
    (runs, rows)
}

fn root(parent: &mut [usize], mut node: usize) -> usize {
    while parent[node] != node {
        parent[node] = parent[parent[node]];
        node = parent[node];
    }
    node
}

fn union(parent: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(parent, a), root(parent, b));
    parent[a.max(b)] = a.min(b);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(rows: &[&str]) -> (Vec<f32>, usize, usize) {
        let data = rows
            .iter()
            .flat_map(|row| row.bytes().map(|b| if b == b'#' { 0.9 } else { 0.1 }))
            .collect();
        (data, rows[0].len(), rows.len())
    }

    #[test]
    fn pixels_that_touch_by_a_corner_are_one_component() {
        let (data, width, height) = map(&["#..", ".#.", "..#"]);
        let found = components(&data, width, width, height, 0.3);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].pixels, 3);
    }

    #[test]
    fn arms_that_meet_below_are_one_component_and_an_island_is_another() {
        let (data, width, height) = map(&["#.#.#", "#.#..", "###.#"]);
        let found = components(&data, width, width, height, 0.3);
        assert_eq!(
            found.iter().map(|c| c.pixels).collect::<Vec<_>>(),
            [7, 1, 1]
        );
        assert!((found[0].mean - 0.9).abs() < 1e-6);
    }
}
