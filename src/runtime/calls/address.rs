//! Which addresses belong to the public internet, and which texts are hosts at all. Must not resolve.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Networks of IPv4 that are for special use (RFC 6890 and the registry of IANA), with the lengths of their prefixes.
const SPECIAL: [([u8; 4], u32); 21] = [
    ([0, 0, 0, 0], 8),
    ([10, 0, 0, 0], 8),
    ([100, 64, 0, 0], 10),
    ([127, 0, 0, 0], 8),
    ([169, 254, 0, 0], 16),
    ([172, 16, 0, 0], 12),
    ([192, 0, 0, 0], 24),
    ([192, 0, 2, 0], 24),
    ([192, 31, 196, 0], 24),
    ([192, 52, 193, 0], 24),
    ([192, 88, 99, 0], 24),
    ([192, 168, 0, 0], 16),
    ([192, 175, 48, 0], 24),
    ([198, 18, 0, 0], 15),
    ([198, 51, 100, 0], 24),
    ([203, 0, 113, 0], 24),
    ([224, 0, 0, 0], 4),
    ([240, 0, 0, 0], 4),
    ([255, 255, 255, 255], 32),
    // The address of machines of some clouds that hands out credentials lies in 169.254/16; these are outside of it.
    ([168, 63, 129, 16], 32),
    ([100, 100, 100, 200], 32),
];

/// Whether an address belongs to the public internet.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let begin = |ip: Ipv4Addr, length: u32| ip.to_bits() >> (32 - length);
    !SPECIAL.iter().any(|(network, length)| begin(Ipv4Addr::from(*network), *length) == begin(ip, *length))
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(inner) = ip.to_ipv4_mapped() {
        return is_public_v4(inner);
    }
    let parts = ip.segments();
    // Translated and tunnelled addresses hide one of IPv4: NAT64, 6to4, Teredo, and the old compatible ones.
    let hides_another = parts[..2] == [0x64, 0xff9b]
        || parts[0] == 0x2002
        || parts[..2] == [0x2001, 0]
        || parts[..6] == [0; 6]
        || parts[..5] == [0, 0, 0, 0, 0xffff];
    !(ip.is_loopback()
        || ip.is_unspecified()
        || ip.is_multicast()
        || hides_another
        || (parts[0] & 0xfe00) == 0xfc00
        || (parts[0] & 0xffc0) == 0xfe80
        || (parts[0] & 0xffc0) == 0xfec0
        || parts[..4] == [0x100, 0, 0, 0]
        || parts[..2] == [0x2001, 0xdb8]
        || parts[0] == 0x3fff)
}

/// Whether a host is written so that programs read different addresses from it: `2130706433`, `0x7f.1`, `0177.0.0.1`
/// (WHATWG URL, 3.5: a host whose last part is a number is an address of IPv4), or a name with a dot at its end.
pub fn is_odd(host: &str) -> bool {
    let last = host.rsplit('.').next().unwrap_or_default();
    let digits = last.strip_prefix("0x").or_else(|| last.strip_prefix("0X"));
    let is_number = last.bytes().all(|byte| byte.is_ascii_digit())
        || digits.is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    is_number && host.parse::<Ipv4Addr>().is_err()
}

#[cfg(test)]
mod tests {
    use super::{is_odd, is_public};

    #[test]
    fn own_networks_are_not_public() {
        for ip in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.8",
            "192.31.196.1",
            "192.52.193.1",
            "192.88.99.1",
            "192.175.48.1",
            "198.19.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "fe80::1",
            "fec0::1",
            "fd00::1",
            "ff02::1",
            "::ffff:127.0.0.1",
            "::ffff:0:127.0.0.1",
            "::127.0.0.1",
            "64:ff9b::7f00:1",
            "64:ff9b:1::7f00:1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
        ] {
            assert!(!is_public(ip.parse().expect("an address")), "{ip}");
        }
        for ip in ["1.1.1.1", "93.184.216.34", "172.32.0.1", "192.1.2.3", "2606:4700::1111"] {
            assert!(is_public(ip.parse().expect("an address")), "{ip}");
        }
    }

    #[test]
    fn numbers_that_are_no_plain_address_are_odd() {
        for host in
            ["2130706433", "0x7f000001", "0x7f.1", "127.1", "0177.0.0.1", "127.0.0.1.5", "0X7F.0.0.1", "localhost.", ""]
        {
            assert!(is_odd(host), "{host}");
        }
        for host in ["127.0.0.1", "api.example.com", "a1.b2", "[::1]"] {
            assert!(!is_odd(host), "{host}");
        }
    }
}
