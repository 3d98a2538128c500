//! Counts what one subject costs: how often it takes memory and how much it holds; under valgrind also its instructions.
//!
//! `counts WHAT API SIDE CERTIFICATES TIMES` prints two numbers: for `read` and `call` the allocations of each time, for `flight` and `pages` the
//! bytes held (of each call in flight; of a list at most).

use std::io::{self, Write};

use futures_util::future::join_all;
use performance::bodies;
use performance::heap::{self, Counted};
use performance::server::{Server, serve_if_asked};
use performance::subjects::{Api, Caller, Side, read_again, runtime};

#[global_allocator]
static ALLOCATOR: Counted = Counted;

/// Before anything is counted, connections are open and buffers have grown.
const BEFORE: usize = 5;

fn main() -> io::Result<()> {
    if serve_if_asked()? {
        return Ok(());
    }
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let [what, api, side, certificates, times] = &arguments[..] else {
        return Err(io::Error::other("counts WHAT API SIDE CERTIFICATES TIMES"));
    };
    let api = if api == "v2" { Api::V2 } else { Api::V3 };
    let side = if side == "ours" { Side::Ours } else { Side::ByHand };
    let number = |text: &str| text.parse().map_err(io::Error::other);
    let (certificates, times): (usize, usize) = (number(certificates)?, number(times)?);
    let found = match &what[..] {
        "read" => {
            let body = api.body(certificates).into_bytes();
            read_again(api, side, &body, certificates, BEFORE);
            let before = heap::allocations();
            read_again(api, side, &body, certificates, times);
            (heap::allocations() - before) / times
        }
        "call" => {
            let server = Server::start(&api.body(certificates), 0)?;
            let (mut caller, runtime) = (Caller::new(api, side, &server), runtime());
            caller.call_again(&runtime, 1, certificates, BEFORE);
            let before = heap::allocations();
            caller.call_again(&runtime, 1, certificates, times);
            (heap::allocations() - before) / times
        }
        "flight" => in_flight(api, side, times)?,
        "pages" => of_pages(side)?,
        _ => return Err(io::Error::other(format!("`{what}` can't be counted"))),
    };
    writeln!(io::stdout(), "{found}")
}

/// What each of many calls holds while all wait for their answers.
fn in_flight(api: Api, side: Side, calls: usize) -> io::Result<usize> {
    let mut server = Server::start("{}", calls)?;
    let (caller, runtime) = (Caller::new(api, side, &server), runtime());
    runtime.block_on(async {
        let before = heap::held();
        let calls_at_once = join_all((0..calls).map(|number| caller.call(number)));
        let all_have_come = tokio::task::spawn_blocking(move || {
            let line = server.line();
            // The server has to stay until all is counted.
            (line, server)
        });
        tokio::select! {
            _ = calls_at_once => Err(io::Error::other("a call was answered")),
            come = all_have_come => {
                let (line, _server) = come.map_err(io::Error::other)?;
                line?;
                Ok((heap::held() - before) / calls)
            }
        }
    })
}

/// What listing 10,000 certificates holds at most, beyond what was held before.
fn of_pages(side: Side) -> io::Result<usize> {
    let server = Server::start(&bodies::v2_page(100), 0)?;
    let (caller, runtime) = (Caller::new(Api::V2, side, &server), runtime());
    runtime.block_on(async {
        caller.call(1).await;
        let before = heap::held();
        let _ = heap::most();
        caller.list_all(|| {}).await;
        Ok(heap::most() - before)
    })
}
