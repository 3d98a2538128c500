//! The ratios as bars around 1, an SVG that reads well on light and dark pages.

use common::svg;

use crate::figures::{Comparison, Figures};

/// Width of the picture, where the bars begin, and how long one is that stands for the same time as by hand.
const WIDTH: u32 = 820;
const LEFT: u32 = 350;
const ONE: f64 = 260.0;
const LONGEST: f64 = 390.0;

const TOP: u32 = 92;
const STEP: u32 = 26;
const BAR: u32 = 16;

/// The picture: a bar for each ratio, and a line at the time that it takes by hand.
pub(crate) fn chart(figures: &Figures) -> String {
    let rows = u32::try_from(figures.comparisons.len()).unwrap_or_default();
    let height = TOP + rows * STEP + 24;
    let title = "Time beside the same by hand";
    let mut drawn = String::new();
    for (row, found) in (0..).zip(&figures.comparisons) {
        bar(&mut drawn, TOP + row * STEP, found);
    }
    let one = f64::from(LEFT) + ONE;
    drawn.push_str(&format!(
        "  <line class=\"axis\" x1=\"{one}\" y1=\"{}\" x2=\"{one}\" y2=\"{}\"/>\n  \
         <text class=\"note\" x=\"{one}\" y=\"{}\" text-anchor=\"middle\">by hand</text>\n",
        TOP - 6,
        TOP + rows * STEP,
        TOP - 12,
    ));
    let note = format!(
        "Processor time: median of the ratios of {} alternating rounds, and their quartiles; less is better.",
        figures.rounds
    );
    svg::framed(WIDTH, height, title, &note, &drawn)
}

fn bar(svg: &mut String, y: u32, found: &Comparison) {
    let ratios = &found.processor;
    let along = |ratio: f64| (ratio * ONE).min(LONGEST);
    let left = f64::from(LEFT);
    let (middle, text) = (y + BAR / 2, y + BAR - 4);
    svg.push_str(&format!(
        "  <text class=\"name\" x=\"{}\" y=\"{text}\" text-anchor=\"end\">{}: {}</text>\n  \
         <rect class=\"ours\" x=\"{LEFT}\" y=\"{y}\" width=\"{:.1}\" height=\"{BAR}\" rx=\"2\"/>\n  \
         <line class=\"spread\" x1=\"{:.1}\" y1=\"{middle}\" x2=\"{:.1}\" y2=\"{middle}\"/>\n  \
         <text class=\"name value\" x=\"{:.1}\" y=\"{text}\">{:.2}</text>\n",
        LEFT - 12,
        found.group,
        found.what,
        along(ratios.median),
        left + along(ratios.lower),
        left + along(ratios.upper),
        left + along(ratios.upper).max(along(ratios.median)) + 8.0,
        ratios.median,
    ));
}
