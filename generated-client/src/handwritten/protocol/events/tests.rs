//! Events are the same wherever the bytes are cut, and those that another reader of such streams finds.

use bytes::Bytes;
use futures_util::{StreamExt as _, stream};
use proptest::prelude::*;
use sse_stream::SseByteStream;

use super::{EventParser, RawEvent, TooLarge};

/// All events of a stream that comes in these chunks, the last with or without its end; or the first that is too large.
fn read<'a>(
    chunks: impl IntoIterator<Item = &'a [u8]>,
    limit: usize,
    is_whole: bool,
) -> Result<Vec<RawEvent>, (Vec<RawEvent>, TooLarge)> {
    let mut parser = EventParser::new(limit);
    let mut events = Vec::new();
    for chunk in chunks {
        let mut chunk = Bytes::copy_from_slice(chunk);
        while let Some(event) = parser.next(&mut chunk) {
            match event {
                Ok(event) => events.push(event),
                Err(error) => return Err((events, error)),
            }
        }
    }
    events.extend(if is_whole { parser.finish() } else { None });
    Ok(events)
}

fn data(text: &str) -> Vec<String> {
    let events = read([text.as_bytes()], 100, true).unwrap();
    events.iter().map(|event| String::from_utf8(event.data.to_vec()).unwrap()).collect()
}

#[test]
fn what_servers_send_is_read_as_the_standard_has_it() {
    for (text, expected) in [
        ("data: a\n\ndata: b\n\n", &["a", "b"][..]),
        ("data:a\n\n", &["a"]),
        ("data:  a \n\n", &[" a "]),
        ("data: a\r\n\r\ndata: b\r\n\r\n", &["a", "b"]),
        ("data: a\r\rdata: b\r\r", &["a", "b"]),
        ("data: a\ndata: b\n\n", &["a\nb"]),
        ("data: a\r\ndata\rdata: b\n\n", &["a\n\nb"]),
        (": ping\n\n: ping\n\ndata: a\n: ping\n\n", &["a"]),
        ("retry: 3000\ndata: a\nretry: soon\n\n", &["a"]),
        ("event: x\n\nid: 1\n\n", &[]),
        ("data\n\ndata:\n\n", &["", ""]),
        ("\u{feff}data: a\n\n\u{feff}data: b\n\n", &["a"]),
        ("\n\n\ndata: a\n\n\n\n", &["a"]),
        ("datas: a\nData: b\n data: c\n\n", &[]),
        ("data: {\"a\": \"b: c\"}\n\n", &["{\"a\": \"b: c\"}"]),
        ("data: last", &["last"]),
        ("data: last\n", &["last"]),
        ("data: a\n\nid: 7", &["a"]),
        ("", &[]),
    ] {
        assert_eq!(data(text), expected, "{text:?}");
    }
}

#[test]
fn an_event_has_its_own_id_and_name() {
    let text = "id: 1\nevent: chunk\ndata: a\n\ndata: b\n\nid:\ndata: c\n\nid: a\0b\ndata: d\n\n";
    let events = read([text.as_bytes()], 100, true).unwrap();
    let texts = |event: &RawEvent| (event.id.clone(), event.name.clone());
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(
        events.iter().map(texts).collect::<Vec<_>>(),
        [(text("1"), text("chunk")), (None, None), (text(""), None), (None, None)]
    );
}

#[test]
fn an_event_may_be_as_large_as_the_limit_and_no_larger() {
    let read = |text: &str| read([text.as_bytes()], 20, true);
    // The line at hand counts, with the name of its field.
    assert!(read(&format!("data: {}\n\n", "x".repeat(14))).is_ok());
    assert_eq!(read(&format!("data: {}\n\n", "x".repeat(15))), Err((Vec::new(), TooLarge)));
    assert!(read(&"data: 123456789\n\n".repeat(1000)).is_ok());
    assert!(read(&"data: 1\n".repeat(1000)).is_err());
    assert!(read(&": ping\n".repeat(1000)).is_ok());
    assert!(read(&": ping ".repeat(1000)).is_err());
    assert!(read("id: 123456789\nevent: 123456\ndata: 1\n\n").is_err());
}

const STREAMS: &[&str] = &[
    "\u{feff}data: {\"a\":1}\r\n\r\nid: 1\ndata:{\"证\":\ndata: 2}\n\n: ping\r\rdata:[DONE]\n\n",
    "data: a\r\n\r\n\r\n\r\ndata: b\r\rdata: c\n\n",
    "event: x\ndata\ndata: \n\nretry: 1\n\ndata: last",
];

#[test]
fn a_stream_cut_at_any_two_places_has_the_same_events() {
    for text in STREAMS {
        let bytes = text.as_bytes();
        let whole = read([bytes], 100, true).unwrap();
        for first in 0..=bytes.len() {
            for second in first..=bytes.len() {
                let chunks = [&bytes[..first], &bytes[first..second], &bytes[second..]];
                assert_eq!(read(chunks, 100, true).unwrap(), whole, "{text:?} at {first} and {second}");
            }
        }
        assert_eq!(read(bytes.chunks(1), 100, true).unwrap(), whole, "{text:?} byte by byte");
    }
}

#[test]
fn a_stream_that_is_cut_off_has_a_beginning_of_the_same_events() {
    for text in STREAMS {
        let bytes = text.as_bytes();
        let whole = read([bytes], 100, true).unwrap();
        for end in 0..=bytes.len() {
            let events = read([&bytes[..end]], 100, false).unwrap();
            assert_eq!(events, whole[..events.len()], "{text:?} up to {end}");
        }
    }
}

/// A line of a stream, or something like one, with its end.
fn line() -> impl Strategy<Value = String> {
    let field = prop_oneof![
        4 => Just("data"), 1 => Just("id"), 1 => Just("event"), 1 => Just("retry"), 1 => Just(""), 1 => Just("dat")
    ];
    let value = prop_oneof![
        Just(""),
        Just(":"),
        Just(": "),
        Just(":  x: y "),
        Just(": {\"证\": 1}"),
        Just(": \u{feff}1")
    ];
    let end = prop_oneof![3 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r"), 2 => Just("\n\n"), 1 => Just("\r\n\r\n")];
    (field, value, end).prop_map(|(field, value, end)| format!("{field}{value}{end}"))
}

fn text() -> impl Strategy<Value = String> {
    let lines = prop::collection::vec(line(), 0..12).prop_map(|lines| lines.concat());
    (prop::bool::weighted(0.2), lines)
        .prop_map(|(has_mark, lines)| if has_mark { format!("\u{feff}{lines}") } else { lines })
}

/// What another reader finds, which also gives events without data.
fn read_by_another(text: &str) -> Vec<RawEvent> {
    let chunks = stream::iter([Ok::<_, std::convert::Infallible>(Bytes::copy_from_slice(text.as_bytes()))]);
    let events = SseByteStream::new(chunks).map(Result::unwrap).collect::<Vec<_>>();
    let events = futures_util::FutureExt::now_or_never(events).unwrap().into_iter();
    let ours = |event: sse_stream::Sse| {
        let (id, name, data) = (event.id, event.event, event.data?.into());
        Some(RawEvent { id, name, data })
    };
    events.filter_map(ours).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn another_reader_finds_the_same_events(text in text()) {
        prop_assert_eq!(read([text.as_bytes()], 1000, false).unwrap(), read_by_another(&text));
    }

    #[test]
    fn any_cuts_give_the_same_events(text in text(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6)) {
        let bytes = text.as_bytes();
        let mut places: Vec<_> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        places.sort_unstable();
        let mut chunks = Vec::new();
        let mut from = 0;
        for place in places {
            chunks.push(&bytes[from..place]);
            from = place;
        }
        chunks.push(&bytes[from..]);
        for limit in [10, 1000] {
            prop_assert_eq!(read(chunks.iter().copied(), limit, true), read([bytes], limit, true));
        }
    }
}
