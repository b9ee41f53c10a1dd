//! Built-in pages: their system names and their paths, which programs and people know from 3scale.

/// Name and path of each page that has a path. A part `:id` is a number of what the page is about.
pub const PAGES: [(&str, &str); 17] = [
    ("account/audit", "/admin/account/audit"),
    ("account/edit", "/admin/account/edit"),
    ("account/show", "/admin/account"),
    ("accounts/users/edit", "/admin/account/users/:id/edit"),
    ("accounts/users/index", "/admin/account/users"),
    ("applications/alerts/index", "/admin/applications/:id/alerts"),
    ("applications/edit", "/admin/applications/:id/edit"),
    ("applications/index", "/admin/applications"),
    ("applications/new", "/admin/applications/new"),
    ("applications/show", "/admin/applications/:id"),
    ("dashboards/show", "/admin"),
    ("login/new", "/login"),
    ("session/create", "/session/create"),
    ("session/destroy", "/logout"),
    ("signup/show", "/signup"),
    ("stats/index", "/buyer/stats"),
    ("user/show", "/admin/account/personal_details"),
];

/// The path of a page; none for those that answer at any, such as `errors/not_found`.
pub fn path(name: &str) -> Option<&'static str> {
    PAGES.iter().find(|(known, _)| *known == name).map(|(_, path)| *path)
}

/// The page at `path`, with or without a slash at the end, and the number in it.
pub fn at(path: &str) -> Option<(&'static str, Option<i64>)> {
    let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    PAGES.iter().find_map(|(name, pattern)| {
        let pattern: Vec<&str> = pattern.split('/').collect();
        let mut number = None;
        let fits = |(pattern, part): (&&str, &&str)| match *pattern {
            ":id" => {
                number = part.parse().ok().filter(|_| part.bytes().all(|byte| byte.is_ascii_digit()));
                number.is_some()
            }
            literal => literal == *part,
        };
        (pattern.len() == parts.len() && pattern.iter().zip(&parts).all(fits)).then_some((*name, number))
    })
}

#[cfg(test)]
mod tests {
    use super::at;

    #[test]
    fn a_path_is_that_of_one_page() {
        assert_eq!(at("/admin/"), Some(("dashboards/show", None)));
        assert_eq!(at("/admin/applications/new"), Some(("applications/new", None)));
        assert_eq!(at("/admin/applications/12/edit"), Some(("applications/edit", Some(12))));
        for path in ["/", "/admin/applications/-1", "/admin/applications/1/edit/2", "/admin/applications/x"] {
            assert_eq!(at(path), None, "{path}");
        }
    }
}
