//! The frame of a chart: an SVG that reads well on light and dark pages.

/// Colours by what they are for; the second of each is for dark pages.
const STYLE: &str = "\
    .page { fill: #ffffff; stroke: #d0d7de }
    .name, .title { fill: #1f2328 }
    .note { fill: #59636e }
    .ours { fill: #0969da }
    .other { fill: #a5afba }
    .spread { stroke: #59636e; stroke-width: 2 }
    .axis { stroke: #a5afba }
    text { font: 13px -apple-system, 'Segoe UI', 'Noto Sans', Helvetica, Arial, sans-serif }
    .title { font-size: 17px; font-weight: 600 }
    .command { font-family: ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace; font-weight: 600 }
    .value { font-variant-numeric: tabular-nums }
    @media (prefers-color-scheme: dark) {
      .page { fill: #0d1117; stroke: #3d444d }
      .name, .title { fill: #f0f6fc }
      .note { fill: #9198a1 }
      .ours { fill: #4493f8 }
      .other { fill: #656c76 }
      .spread { stroke: #9198a1 }
      .axis { stroke: #656c76 }
    }
";

/// A picture of a size with its title and a line below that, and between them and the end what is drawn.
#[must_use]
pub fn framed(width: u32, height: u32, title: &str, note: &str, drawn: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n  \
         <title>{title}</title>\n  <style>\n{STYLE}  </style>\n  \
         <rect class=\"page\" x=\"0.5\" y=\"0.5\" width=\"{}\" height=\"{}\" rx=\"8\"/>\n  \
         <text class=\"title\" x=\"24\" y=\"36\">{title}</text>\n  \
         <text class=\"note\" x=\"24\" y=\"58\">{note}</text>\n{drawn}</svg>\n",
        width - 1,
        height - 1,
    )
}
