//! A program that lists certificates with this client: its size is a figure.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    performance::listing::list(async |_, _| Ok(()))
}
