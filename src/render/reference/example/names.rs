//! What names of properties tell about their values: `email` holds an address, `per_page` a small number.
//! Must not look at schemas.

/// A name in lower case, words joined by `_`.
pub(in crate::render::reference) fn words(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut lower = false;
    for char in name.chars() {
        if !char.is_alphanumeric() {
            if !out.is_empty() && !out.ends_with('_') {
                out.push('_');
            }
            lower = false;
            continue;
        }
        if char.is_uppercase() && lower {
            out.push('_');
        }
        lower = char.is_lowercase() || char.is_numeric();
        out.extend(char.to_lowercase());
    }
    out.truncate(out.trim_end_matches('_').len());
    out
}

/// A believable text for a property, by its [`words`].
pub(super) fn text(words: &str) -> Option<&'static str> {
    whole(words).or_else(|| last(words))
}

fn whole(words: &str) -> Option<&'static str> {
    Some(match words {
        "first_name" | "given_name" => "Ada",
        "last_name" | "family_name" | "surname" => "Moreau",
        "full_name" | "display_name" | "author" | "owner_name" | "user_name" => "Ada Moreau",
        "country_code" => "FR",
        "time_zone" | "timezone" | "tz" => "Europe/Paris",
        "postal_code" | "zip" | "zip_code" | "postcode" => "75011",
        "user_agent" => "Mozilla/5.0",
        "mime_type" | "media_type" | "content_type" => "application/json",
        "ip" | "ip_address" | "client_ip" | "remote_ip" => "192.0.2.1",
        "color" | "colour" => "#0b5f7d",
        "q" | "query" | "search" => "example",
        "sort" | "order_by" | "sort_by" => "name",
        "order" | "direction" => "asc",
        "cursor" | "page_token" | "next_cursor" => "eyJpZCI6MX0",
        "metric_id" => "requests",
        _ => return None,
    })
}

fn last(words: &str) -> Option<&'static str> {
    let last = words.rsplit('_').next().unwrap_or(words);
    Some(match last {
        "email" | "mail" => "ada@example.com",
        "url" | "uri" | "href" | "link" | "website" | "homepage" | "webhook" | "endpoint" | "callback" => {
            "https://example.com/"
        }
        "hostname" | "host" | "domain" => "example.com",
        "username" | "login" | "handle" => "ada",
        "name" | "title" | "label" => "Example",
        "description" | "summary" | "message" | "comment" | "note" | "notes" | "details" | "reason" => {
            "A few words about it"
        }
        "text" | "body" | "content" => "Hello",
        "subject" => "Hello",
        "id" | "uid" | "key" | "identifier" | "reference" => "a1b2c3",
        "uuid" | "guid" => "123e4567-e89b-12d3-a456-426614174000",
        "at" | "timestamp" | "datetime" if words.contains("updat") || words.contains("expire") => LATER,
        "at" | "timestamp" | "datetime" => MOMENT,
        "date" | "birthday" | "since" | "until" => "2026-03-14",
        "time" => "09:26",
        "country" => "FR",
        "currency" => "EUR",
        "language" | "locale" | "lang" => "en",
        "phone" | "telephone" | "mobile" => "+33123456789",
        "city" | "town" => "Paris",
        "street" | "address" | "line1" => "12 Rue Oberkampf",
        "company" | "organization" | "organisation" => "Example Ltd",
        "status" | "state" => "active",
        "version" => "1.0.0",
        "sha" | "hash" | "checksum" | "digest" => "6dcb09b5b57875f334f61aebed695e2e4193db5e",
        "path" => "/path/to/it",
        "file" | "filename" => "example.txt",
        "slug" => "example",
        "token" => "YOUR_TOKEN",
        "secret" | "password" => "correct-horse-battery",
        "tag" | "tags" | "category" | "group" | "kind" => "example",
        "amount" | "price" => "12.50",
        "code" => "A1",
        _ => return None,
    })
}

/// The moment that stands for every moment: examples know no clock.
pub(super) const MOMENT: &str = "2026-03-14T09:26:53Z";
/// A later one.
pub(super) const LATER: &str = "2026-04-14T18:30:00Z";
/// [`MOMENT`] in seconds.
const SECONDS: i64 = 1_773_480_413;

/// A believable whole number for a property, by its [`words`].
pub(super) fn number(words: &str) -> Option<i64> {
    let last = words.rsplit('_').next().unwrap_or(words);
    Some(match last {
        "id" | "number" => 42,
        "page" if words == "per_page" => 20,
        "page" | "version" | "position" | "index" | "rank" => 1,
        "limit" | "size" if !words.contains("file") => 20,
        "offset" | "skip" => 0,
        "timestamp" | "at" | "created" | "updated" | "expires" | "time" => SECONDS,
        "year" => 2026,
        "month" => 3,
        "day" | "quantity" => 2,
        "count" | "total" => 3,
        "age" => 36,
        "port" => 443,
        "status" | "code" => 200,
        "amount" | "price" | "cost" => 1250,
        "width" => 640,
        "height" => 480,
        "size" | "bytes" | "length" => 2048,
        "latitude" | "lat" => 48,
        "longitude" | "lng" | "lon" => 2,
        "percent" | "percentage" => 75,
        "duration" | "seconds" | "timeout" | "ttl" => 60,
        _ => return None,
    })
}

/// A believable number with a fraction.
pub(super) fn fraction(words: &str) -> Option<f64> {
    let last = words.rsplit('_').next().unwrap_or(words);
    Some(match last {
        "latitude" | "lat" => 48.8566,
        "longitude" | "lng" | "lon" => 2.3522,
        "amount" | "price" | "cost" | "total" => 12.5,
        "rate" | "ratio" | "probability" => 0.25,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_any_case_tell_the_same() {
        for name in ["createdAt", "created_at", "Created-At", "created at"] {
            assert_eq!(words(name), "created_at");
        }
        assert_eq!(words("userID2"), "user_id2");
        assert_eq!(text(&words("homepageURL")), Some("https://example.com/"));
        assert_eq!(text("contact_email"), Some("ada@example.com"));
        assert_eq!(number("per_page"), Some(20));
        assert_eq!(text("nothing_known"), None);
    }
}
