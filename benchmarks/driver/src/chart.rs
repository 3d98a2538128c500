//! The figures as bars, an SVG that reads well on light and dark pages.

use crate::figures::{Figures, Measured, Round, least};

/// Width of the picture, where the bars begin, and how long the longest is.
const WIDTH: u32 = 760;
const LEFT: u32 = 176;
const LONGEST: f64 = 440.0;

/// Height of a bar, from one to the next, and of the panel of a command.
const BAR: u32 = 22;
const STEP: u32 = 34;
const PANEL: u32 = 4 * STEP + 56;
const TOP: u32 = 84;

/// Colours by what they are for; the second of each is for dark pages.
const STYLE: &str = "\
    .page { fill: #ffffff; stroke: #d0d7de }
    .name, .title { fill: #1f2328 }
    .note { fill: #59636e }
    .ours { fill: #0969da }
    .other { fill: #a5afba }
    .axis { stroke: #d0d7de }
    text { font: 14px -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif }
    .title { font-size: 17px; font-weight: 600 }
    .command { font-family: ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace; font-weight: 600 }
    .value { font-variant-numeric: tabular-nums }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117; stroke: #3d444d }
      .name, .title { fill: #f0f6fc }
      .note { fill: #9198a1 }
      .ours { fill: #4493f8 }
      .other { fill: #656c76 }
      .axis { stroke: #3d444d }
    }
";

/// The picture: a panel for each command, a bar for each crate.
pub(crate) fn chart(figures: &Figures) -> String {
    let height = TOP + 2 * PANEL + 16;
    let title = "What compiling a client costs";
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{height}\" viewBox=\"0 0 {WIDTH} {height}\" role=\"img\">\n  \
         <title>{title}</title>\n  <style>\n{STYLE}  </style>\n  \
         <rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n  \
         <text class=\"title\" x=\"24\" y=\"36\">{title}</text>\n  \
         <text class=\"note\" x=\"24\" y=\"58\">{}: {} Actions, {} records. Processor seconds of the compiler, less is better.</text>\n",
        WIDTH - 1,
        height - 1,
        figures.service.name,
        figures.service.actions,
        figures.service.records,
    );
    panel(&mut svg, figures, 0, "cargo check", |measured| &measured.check);
    panel(&mut svg, figures, 1, "cargo build --release", |measured| &measured.release);
    svg.push_str(&format!(
        "  <text class=\"note\" x=\"24\" y=\"{}\">A release build of progenitor's client leaves its async functions to the crate that awaits them.</text>\n</svg>\n",
        height - 20
    ));
    svg
}

fn panel(
    svg: &mut String,
    figures: &Figures,
    number: u32,
    command: &str,
    rounds: fn(&Measured) -> &Vec<Round>,
) {
    let bars = [
        ("generated client", &figures.module, "ours"),
        ("… and runtime", &figures.client, "ours"),
        ("serde_derive's types", &figures.serde_types, "other"),
        ("progenitor's client", &figures.progenitor, "other"),
    ]
    .map(|(name, measured, class)| (name, least(rounds(measured)), class));
    let first = bars[0].1;
    let longest = bars.iter().map(|(_, seconds, _)| *seconds).fold(0.0, f64::max);
    let top = TOP + number * PANEL;
    svg.push_str(&format!("  <text class=\"name command\" x=\"24\" y=\"{}\">{command}</text>\n", top + 16));
    for (place, (name, seconds, class)) in (0..).zip(bars) {
        let y = top + 32 + place * STEP;
        let length = LONGEST * seconds / longest;
        let middle = y + 16;
        svg.push_str(&format!(
            "  <text class=\"name\" x=\"{}\" y=\"{middle}\" text-anchor=\"end\">{name}</text>\n  \
             <rect class=\"{class}\" x=\"{LEFT}\" y=\"{y}\" width=\"{length:.1}\" height=\"{BAR}\" rx=\"2\"/>\n  \
             <text class=\"name value\" x=\"{:.1}\" y=\"{middle}\">{seconds:.2} s <tspan class=\"note\">{:.1}×</tspan></text>\n",
            LEFT - 12,
            f64::from(LEFT) + length + 8.0,
            seconds / first,
        ));
    }
    svg.push_str(&format!(
        "  <line class=\"axis\" x1=\"{LEFT}\" y1=\"{}\" x2=\"{LEFT}\" y2=\"{}\"/>\n",
        top + 26,
        top + 32 + 3 * STEP + BAR + 6
    ));
}
