//! The ways to read a text: as it is, and with what servers do to a text undone.

/// No byte, and in no secret: nothing is found across it.
pub(super) const BREAK: u16 = 256;

/// A text is read in at most so many ways; the likely ones come first.
const MOST: usize = 96;
/// Escapes within escapes are undone so often.
const DEEPEST: u8 = 3;
/// The shortest runs of Base64 and of hexadecimal digits in which a secret can stand.
const SHORTEST_BASE64: usize = 11;
const SHORTEST_HEX: usize = 16;

/// Bytes, and for each the part of the text that it was read from.
#[derive(Clone, Default)]
pub(super) struct Reading {
    pub(super) all: Vec<u16>,
    pub(super) spans: Vec<(u32, u32)>,
    /// How many escapes were undone.
    escapes: u8,
    /// Whether it was Base64 or hexadecimal.
    unpacked: bool,
}

/// All readings of a text, the text itself first.
pub(super) fn of(text: &str) -> Vec<Reading> {
    let mut readings = vec![Reading::plain(text)];
    readings.extend(readings[0].joined());
    let mut next = 0;
    while next < readings.len() && readings.len() < MOST {
        let mut more = Vec::new();
        let reading = &readings[next];
        if reading.escapes < DEEPEST {
            more.extend(reading.without_backslashes());
            more.extend(reading.without_percents());
            more.extend(reading.without_entities());
        }
        if !reading.unpacked {
            for skipped in 0..4 {
                more.extend(reading.decoded_base64(skipped));
            }
            for skipped in 0..2 {
                more.extend(reading.decoded_hex(skipped));
            }
        }
        for reading in more {
            if readings.len() < MOST && readings.iter().all(|other| other.all != reading.all) {
                readings.push(reading);
            }
        }
        next += 1;
    }
    readings
}

/// Whether a symbol does not count: white space and `+`. White space beyond ASCII was read as a blank.
pub(super) fn is_left_out(symbol: u16) -> bool {
    u8::try_from(symbol)
        .is_ok_and(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control() || byte == b'+')
}

impl Reading {
    fn plain(text: &str) -> Self {
        let mut reading = Self::default();
        for (at, character) in text.char_indices() {
            reading.push_char(character, span(at, at + character.len_utf8()));
        }
        reading
    }

    /// The same without white space, where a text that was wrapped may have some in the middle of an escape.
    fn joined(&self) -> Option<Self> {
        const LONGEST_ESCAPE: usize = 12;

        let mut reading = Self::default();
        let mut is_split = false;
        // Up to which place an escape that has begun may reach.
        let mut end_of_escape = 0;
        for at in 0..self.all.len() {
            let byte = self.byte(at);
            if byte.is_some_and(|byte| byte.is_ascii_whitespace()) {
                is_split |= at < end_of_escape;
                continue;
            }
            if matches!(byte, Some(b'\\' | b'%' | b'&')) {
                end_of_escape = at + LONGEST_ESCAPE;
            }
            reading.push(self.all[at], self.spans[at]);
        }
        is_split.then_some(reading)
    }

    pub(super) fn is_unpacked(&self) -> bool {
        self.unpacked
    }

    fn push(&mut self, symbol: u16, span: (u32, u32)) {
        self.all.push(symbol);
        self.spans.push(span);
    }

    fn push_char(&mut self, character: char, span: (u32, u32)) {
        // Whatever has no sign of its own is a blank, of which one byte is known everywhere.
        let character = if character.is_ascii() || !super::is_left_out(character) { character } else { ' ' };
        let mut buffer = [0; 4];
        for byte in character.encode_utf8(&mut buffer).bytes() {
            self.push(u16::from(byte), span);
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.all.get(at).and_then(|symbol| u8::try_from(*symbol).ok())
    }

    /// The part of the text from which the bytes from `start` up to `end` were read.
    fn span(&self, start: usize, end: usize) -> (u32, u32) {
        (self.spans[start].0, self.spans[end - 1].1)
    }

    /// The same with every escape undone that `escape` knows; `None` when there is none.
    fn undone(&self, escape: &Escape) -> Option<Self> {
        let mut reading = Self { escapes: self.escapes + 1, unpacked: self.unpacked, ..Self::default() };
        let mut changed = false;
        let mut at = 0;
        while at < self.all.len() {
            match escape(self, at) {
                Some((unescaped, length)) => {
                    let span = self.span(at, at + length);
                    match unescaped {
                        Unescaped::Byte(byte) => reading.push(u16::from(byte), span),
                        Unescaped::Char(character) => reading.push_char(character, span),
                    }
                    changed = true;
                    at += length;
                }
                None => {
                    reading.push(self.all[at], self.spans[at]);
                    at += 1;
                }
            }
        }
        changed.then_some(reading)
    }

    /// Escapes of JSON and of programs: `\/`, `\n`, `\u0041`, `\x41`.
    fn without_backslashes(&self) -> Option<Self> {
        self.undone(&|reading, at| (reading.byte(at)? == b'\\').then(|| reading.backslash(at))?)
    }

    /// Escapes of HTML: `&amp;`, `&#65;`.
    fn without_entities(&self) -> Option<Self> {
        self.undone(&|reading, at| (reading.byte(at)? == b'&').then(|| reading.entity(at))?)
    }

    /// The text that percent-encoding, such as `%41`, stands for.
    fn without_percents(&self) -> Option<Self> {
        self.undone(&|reading, at| {
            let byte = (reading.byte(at)? == b'%').then(|| reading.digits(at + 1, 2))??;
            Some((Unescaped::Byte(u8::try_from(byte).ok()?), 3))
        })
    }

    fn backslash(&self, at: usize) -> Option<(Unescaped, usize)> {
        let byte = match self.byte(at + 1)? {
            byte @ (b'/' | b'\\' | b'"' | b'\'') => byte,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' | b'f' => b' ',
            b'x' => {
                return Some((Unescaped::Byte(u8::try_from(self.digits(at + 2, 2)?).ok()?), 4));
            }
            b'u' => return self.unicode(at),
            _ => return None,
        };
        Some((Unescaped::Byte(byte), 2))
    }

    /// `\u0041`, or two of them for a character beyond the first plane.
    fn unicode(&self, at: usize) -> Option<(Unescaped, usize)> {
        let high = self.digits(at + 2, 4)?;
        if let Some(character) = char::from_u32(high) {
            return Some((Unescaped::Char(character), 6));
        }
        let follows = self.byte(at + 6)? == b'\\' && self.byte(at + 7)? == b'u';
        let low = follows.then(|| self.digits(at + 8, 4))??;
        let units = [u16::try_from(high).ok()?, u16::try_from(low).ok()?];
        let character = char::decode_utf16(units).next()?.ok()?;
        Some((Unescaped::Char(character), 12))
    }

    fn entity(&self, at: usize) -> Option<(Unescaped, usize)> {
        let mut name = String::new();
        for end in at + 1..at + 10 {
            match self.byte(end)? {
                b';' => return Some((Unescaped::Char(character(&name)?), end + 1 - at)),
                byte => name.push(char::from(byte)),
            }
        }
        None
    }

    /// So many hexadecimal digits as a number.
    fn digits(&self, at: usize, count: usize) -> Option<u32> {
        (at..at + count)
            .try_fold(0, |number, at| Some(number * 16 + char::from(self.byte(at)?).to_digit(16)?))
    }

    /// Its runs of Base64, of either alphabet, decoded from the character on that is `skipped` behind the beginning of each: a
    /// run may begin in the middle of what was encoded.
    fn decoded_base64(&self, skipped: usize) -> Option<Self> {
        self.unpacked(skipped, SHORTEST_BASE64, 6, &|byte| {
            Some(match byte {
                b'A'..=b'Z' => byte - b'A',
                b'a'..=b'z' => byte - b'a' + 26,
                b'0'..=b'9' => byte - b'0' + 52,
                b'+' | b'-' => 62,
                b'/' | b'_' => 63,
                _ => return None,
            })
        })
    }

    /// Its runs of hexadecimal digits, also with blanks or colons between them.
    fn decoded_hex(&self, skipped: usize) -> Option<Self> {
        self.unpacked(skipped, SHORTEST_HEX, 4, &|byte| u8::try_from(char::from(byte).to_digit(16)?).ok())
    }

    /// Puts the digits of each run together to bytes. White space within a run does not end it.
    fn unpacked(
        &self,
        skipped: usize,
        shortest: usize,
        bits: u32,
        digit: &dyn Fn(u8) -> Option<u8>,
    ) -> Option<Self> {
        let mut reading = Self { escapes: self.escapes, unpacked: true, ..Self::default() };
        let mut run: Vec<(u8, usize)> = Vec::new();
        for at in 0..=self.all.len() {
            let byte = self.byte(at);
            match byte.map(|byte| (byte, digit(byte))) {
                Some((_, Some(value))) => run.push((value, at)),
                Some((byte, None)) if byte.is_ascii_whitespace() || bits == 4 && byte == b':' => {}
                _ => {
                    if run.len() >= shortest + skipped {
                        self.unpack(&run[skipped..], bits, &mut reading);
                    }
                    run.clear();
                }
            }
        }
        (!reading.all.is_empty()).then_some(reading)
    }

    fn unpack(&self, run: &[(u8, usize)], bits: u32, reading: &mut Self) {
        let (mut value, mut held, mut first) = (0_u32, 0, 0);
        for (at, (digit, place)) in run.iter().enumerate() {
            value = (value << bits) | u32::from(*digit);
            held += bits;
            if held >= 8 {
                held -= 8;
                let byte = u8::try_from((value >> held) & 0xff).unwrap_or_default();
                reading.push(u16::from(byte), self.span(run[first].1, place + 1));
                first = if held == 0 { at + 1 } else { at };
            }
        }
        reading.push(BREAK, (0, 0));
    }
}

/// The character of an entity of HTML, such as `amp` or `#65`.
fn character(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" | "shy" => ' ',
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16),
                None => number.parse(),
            };
            char::from_u32(code.ok()?)?
        }
    })
}

/// What an escape at a place of a reading stands for, and how long it is.
type Escape = dyn Fn(&Reading, usize) -> Option<(Unescaped, usize)>;

/// What an escape stands for.
enum Unescaped {
    Byte(u8),
    Char(char),
}

/// Places in a text that is as short as those that are shown.
fn span(start: usize, end: usize) -> (u32, u32) {
    let place = |place| u32::try_from(place).unwrap_or(u32::MAX);
    (place(start), place(end))
}
