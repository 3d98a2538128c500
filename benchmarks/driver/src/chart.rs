//! The figures as bars, an SVG that reads well on light and dark pages.

use common::svg;

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

/// The picture: a panel for each command, a bar for each crate.
pub(crate) fn chart(figures: &Figures) -> String {
    let height = TOP + 2 * PANEL + 16;
    let title = "What compiling a client costs";
    let mut drawn = String::new();
    panel(&mut drawn, figures, 0, "cargo check", |measured| &measured.check);
    panel(&mut drawn, figures, 1, "cargo build --release", |measured| &measured.release);
    drawn.push_str(&format!(
        "  <text class=\"note\" x=\"24\" y=\"{}\">A release build of progenitor's client leaves its async functions to the crate that awaits them.</text>\n",
        height - 20
    ));
    let service = &figures.service;
    let note = format!(
        "{}: {} Actions, {} records. Processor seconds of the compiler, less is better.",
        service.name, service.actions, service.records,
    );
    svg::framed(WIDTH, height, title, &note, &drawn)
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
