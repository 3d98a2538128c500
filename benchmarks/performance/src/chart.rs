//! The ratios as bars around 1, an SVG that reads well on light and dark pages.

use crate::figures::{Comparison, Figures};

/// Width of the picture, where the bars begin, and how long one is that stands for the same time as by hand.
const WIDTH: u32 = 820;
const LEFT: u32 = 350;
const ONE: f64 = 260.0;
const LONGEST: f64 = 390.0;

const TOP: u32 = 92;
const STEP: u32 = 26;
const BAR: u32 = 16;

/// Colours by what they are for; the second of each is for dark pages.
const STYLE: &str = "\
    .page { fill: #ffffff; stroke: #d0d7de }
    .name, .title { fill: #1f2328 }
    .note { fill: #59636e }
    .ours { fill: #0969da }
    .spread { stroke: #59636e; stroke-width: 2 }
    .axis { stroke: #59636e; stroke-dasharray: 4 3 }
    text { font: 13px -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif }
    .title { font-size: 17px; font-weight: 600 }
    .value { font-variant-numeric: tabular-nums }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117; stroke: #3d444d }
      .name, .title { fill: #f0f6fc }
      .note { fill: #9198a1 }
      .ours { fill: #4493f8 }
      .spread { stroke: #9198a1 }
      .axis { stroke: #9198a1 }
    }
";

/// The picture: a bar for each ratio, and a line at the time that it takes by hand.
pub(crate) fn chart(figures: &Figures) -> String {
    let rows = u32::try_from(figures.comparisons.len()).unwrap_or_default();
    let height = TOP + rows * STEP + 24;
    let title = "Time beside the same by hand";
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n  \
         <title>{title}</title>\n  <style>\n{STYLE}  </style>\n  \
         <rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n  \
         <text class=\"title\" x=\"24\" y=\"36\">{title}</text>\n  \
         <text class=\"note\" x=\"24\" y=\"58\">Median of the ratios of {} alternating rounds, and their quartiles; less is better.</text>\n",
        WIDTH - 1,
        height - 1,
        figures.rounds,
    );
    for (row, found) in (0..).zip(&figures.comparisons) {
        bar(&mut svg, TOP + row * STEP, found);
    }
    let one = f64::from(LEFT) + ONE;
    svg.push_str(&format!(
        "  <line class=\"axis\" x1=\"{one}\" y1=\"{}\" x2=\"{one}\" y2=\"{}\"/>\n  \
         <text class=\"note\" x=\"{one}\" y=\"{}\" text-anchor=\"middle\">by hand</text>\n</svg>\n",
        TOP - 6,
        TOP + rows * STEP,
        TOP - 12,
    ));
    svg
}

fn bar(svg: &mut String, y: u32, found: &Comparison) {
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
        along(found.median),
        left + along(found.lower),
        left + along(found.upper),
        left + along(found.upper).max(along(found.median)) + 8.0,
        found.median,
    ));
}
