//! Links to lines of source code on a code host: a template with `{file}` and `{line}`.

use crate::{
    code_host::{CodeHost, host_name},
    text::uri,
};

/// A template for links to source code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SourceUrl {
    /// A URL with `{file}`, a path relative to the workspace, and `{line}`.
    template: String,
}

impl SourceUrl {
    /// Reads the value of `--source-url`. It may contain `{revision}`.
    pub(crate) fn parse(template: &str, revision: Option<&str>) -> Result<Self, String> {
        if !template.starts_with("https://") && !template.starts_with("http://") {
            return Err("the value of `--source-url` must start with `https://` or `http://`".to_owned());
        }
        if !template.contains("{file}") {
            return Err("the value of `--source-url` must contain `{file}`".to_owned());
        }
        Ok(Self { template: template.replace("{revision}", revision.unwrap_or("HEAD")) })
    }

    /// Returns the template for a repository. `url` is that of its pages.
    pub(crate) fn of_repository(host: CodeHost, url: &str, revision: &str) -> Option<Self> {
        let url = url.trim_end_matches('/');
        let url = url.strip_suffix(".git").unwrap_or(url);
        let name = host_name(url)?;
        // Credentials stay out of the page.
        if name.contains('@') || url.contains(char::is_whitespace) || url.contains('{') {
            return None;
        }
        let rest = match host {
            CodeHost::GitHub => format!("/blob/{revision}/{{file}}#L{{line}}"),
            CodeHost::GitLab => format!("/-/blob/{revision}/{{file}}#L{{line}}"),
            CodeHost::Bitbucket => format!("/src/{revision}/{{file}}#lines-{{line}}"),
            CodeHost::Azure => format!(
                "?path=/{{file}}&version=GC{revision}&line={{line}}&lineEnd={{line}}&lineStartColumn=1&lineEndColumn=1"
            ),
            CodeHost::Gitea => format!("/src/commit/{revision}/{{file}}#L{{line}}"),
        };
        Some(Self { template: format!("{url}{rest}") })
    }

    /// Converts the address of a git remote to that of its pages: `git@host:owner/name.git` to `https://host/owner/name`.
    pub(crate) fn pages_of_remote(remote: &str) -> Option<String> {
        let remote = remote.trim();
        if let Some(rest) = remote.strip_prefix("ssh://") {
            let (host, path) = rest.split_once('/')?;
            let host = host.rsplit('@').next()?.split(':').next()?;
            return Some(format!("https://{host}/{path}"));
        }
        if let Some((scheme, rest)) = remote.split_once("://") {
            let (host, path) = rest.split_once('/')?;
            let host = host.rsplit('@').next()?;
            return ["https", "http"].contains(&scheme).then(|| format!("{scheme}://{host}/{path}"));
        }
        let (host, path) = remote.split_once(':')?;
        let host = host.rsplit('@').next()?;
        (host.contains('.') && !path.starts_with('/')).then(|| format!("https://{host}/{path}"))
    }

    /// Returns the template for files below a directory of the repository, given with `/`.
    pub(crate) fn below(mut self, directory: &str) -> Self {
        if !directory.is_empty() {
            self.template = self.template.replace("{file}", &format!("{}/{{file}}", uri(directory)));
        }
        self
    }

    /// Returns the template.
    pub(super) fn template(&self) -> &str {
        &self.template
    }
}

/// Returns the link to a line of a file, unless the file is outside the workspace.
pub(super) fn link(template: Option<&str>, file: &str, line: u32) -> Option<String> {
    let is_inside = !file.starts_with('/') && !file.contains(':') && !file.split('/').any(|part| part == "..");
    let template = template.filter(|_| is_inside)?;
    Some(template.replace("{file}", &uri(file)).replace("{line}", &line.to_string()))
}

#[cfg(test)]
mod tests {
    use super::{CodeHost, SourceUrl, link};

    fn of(remote: &str) -> Option<String> {
        let pages = SourceUrl::pages_of_remote(remote)?;
        let url = SourceUrl::of_repository(CodeHost::of(&pages)?, &pages, "abc")?.below("a b");
        link(Some(url.template()), "src/x y.rs", 7)
    }

    #[test]
    fn remotes_of_well_known_hosts() {
        let github = Some("https://github.com/o/r/blob/abc/a%20b/src/x%20y.rs#L7".to_owned());
        assert_eq!(of("git@github.com:o/r.git"), github);
        assert_eq!(of("https://user:secret@github.com/o/r.git"), github);
        assert_eq!(of("ssh://git@github.com:22/o/r.git"), github);
        let gitlab = Some("https://gitlab.example.com/g/s/r/-/blob/abc/a%20b/src/x%20y.rs#L7".to_owned());
        assert_eq!(of("https://gitlab.example.com/g/s/r"), gitlab);
        for other in
            ["/srv/git/r.git", "file:///srv/r.git", "https://example.com/r", "C:\\r", "javascript:alert(1)//github"]
        {
            assert_eq!(of(other), None, "{other}");
        }
    }

    #[test]
    fn a_template_is_a_web_address_with_a_file() {
        assert!(SourceUrl::parse("javascript:alert(1)//{file}", None).is_err());
        assert!(SourceUrl::parse("https://example.com/", None).is_err());
        let url = SourceUrl::parse("https://example.com/{revision}/{file}?l={line}", Some("abc")).expect("it is valid");
        assert_eq!(link(Some(url.template()), "a.rs", 1).as_deref(), Some("https://example.com/abc/a.rs?l=1"));
        assert_eq!(link(Some(url.template()), "../a.rs", 1), None);
        assert_eq!(link(Some(url.template()), "/etc/passwd", 1), None);
    }
}
