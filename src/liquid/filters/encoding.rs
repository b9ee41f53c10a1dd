//! Filters for Base64 and for URLs. They must not know HTML.

use super::input::Filtered;
use super::{Args, FilterContext, FilterDef, FilterError, filter};
use crate::liquid::value::Value;

/// The table of this file's filters.
pub(super) static FILTERS: &[FilterDef] = &[
    filter("base64_decode", 0..=0, base64_decode),
    filter("base64_encode", 0..=0, base64_encode),
    filter("base64_url_safe_decode", 0..=0, base64_url_safe_decode),
    filter("base64_url_safe_encode", 0..=0, base64_url_safe_encode),
    filter("url_decode", 0..=0, url_decode),
    filter("url_encode", 0..=0, url_encode),
];

const STANDARD: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const URL_SAFE: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn base64_encode<'a>(input: Value<'a>, _: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    encoded(&input, STANDARD, ctx)
}

fn base64_url_safe_encode<'a>(input: Value<'a>, _: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    encoded(&input, URL_SAFE, ctx)
}

fn base64_decode<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.filter_text();
    let padded = text.len().is_multiple_of(4);
    let bytes = decode(&text, STANDARD).filter(|_| padded);
    bytes.map(text_of_bytes).ok_or_else(|| FilterError::argument("this is not Base64"))
}

fn base64_url_safe_decode<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let bytes = decode(&input.filter_text(), URL_SAFE);
    bytes.map(text_of_bytes).ok_or_else(|| FilterError::argument("this is not URL-safe Base64"))
}

/// Bytes that are not UTF-8 become replacement characters.
fn text_of_bytes<'a>(bytes: Vec<u8>) -> Value<'a> {
    Value::text(String::from_utf8_lossy(&bytes).into_owned())
}

fn encoded<'a>(input: &Value<'a>, alphabet: &[u8; 64], ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    let text = input.filter_text();
    ctx.reserve(text.len().saturating_mul(2))?;
    let mut out = String::with_capacity(text.len() / 3 * 4 + 4);
    for group in text.as_bytes().chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for place in 0..4 {
            let digit = bits >> (18 - 6 * place) & 63;
            let letter = alphabet.get(digit as usize).copied().unwrap_or(b'=');
            out.push(if place as usize <= group.len() { char::from(letter) } else { '=' });
        }
    }
    Ok(Value::text(out))
}

/// The bytes that `text` encodes, with or without padding; None when it does
/// not encode any.
fn decode(text: &str, alphabet: &[u8; 64]) -> Option<Vec<u8>> {
    let digits = text.strip_suffix("==").or_else(|| text.strip_suffix('=')).unwrap_or(text);
    if digits.len() != text.len() && !text.len().is_multiple_of(4) {
        return None;
    }
    let mut out = Vec::with_capacity(digits.len() / 4 * 3 + 3);
    for group in digits.as_bytes().chunks(4) {
        let mut bits = 0_u32;
        for place in 0..4 {
            let value = match group.get(place) {
                Some(letter) => alphabet.iter().position(|known| known == letter)?,
                None => 0,
            };
            bits = bits << 6 | u32::try_from(value).ok()?;
        }
        let [_, bytes @ ..] = bits.to_be_bytes();
        let length = group.len().checked_sub(1).filter(|length| *length > 0)?;
        // What the last letter encodes beyond the bytes must be nothing.
        bytes.iter().skip(length).all(|byte| *byte == 0).then_some(())?;
        out.extend(bytes.iter().take(length));
    }
    Some(out)
}

fn url_encode<'a>(input: Value<'a>, _: &Args<'_, 'a>, ctx: &FilterContext<'_, 'a>) -> Filtered<'a> {
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    let text = input.filter_text();
    ctx.reserve(text.len().saturating_mul(3))?;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                let digit = |value: u8| HEX.get(usize::from(value)).map_or('0', |digit| char::from(*digit));
                out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    Ok(Value::text(out))
}

fn url_decode<'a>(input: Value<'a>, _: &Args<'_, 'a>, _: &FilterContext<'_, 'a>) -> Filtered<'a> {
    if input.is_nil() {
        return Ok(Value::Nil);
    }
    let text = input.filter_text();
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |digit: &u8| char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
        match (first, tail) {
            (b'%', [high, low, behind @ ..]) if hex(high).is_some() && hex(low).is_some() => {
                out.push(hex(high).unwrap_or(0) << 4 | hex(low).unwrap_or(0));
                rest = behind;
                continue;
            }
            (b'+', _) => out.push(b' '),
            _ => out.push(*first),
        }
        rest = tail;
    }
    String::from_utf8(out).map(Value::text).map_err(|_| FilterError::argument("what this encodes is not text in UTF-8"))
}
