//! Code hosts: which software serves the pages of a repository.

/// The software of a code host, which determines the form of links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CodeHost {
    GitHub,
    GitLab,
    Bitbucket,
    Azure,
    /// Gitea and Forgejo.
    Gitea,
}

impl CodeHost {
    /// Guesses the software from the address of a repository.
    pub(crate) fn of(url: &str) -> Option<Self> {
        let name = host_name(url)?;
        [
            ("github", Self::GitHub),
            ("gitlab", Self::GitLab),
            ("bitbucket.org", Self::Bitbucket),
            ("dev.azure.com", Self::Azure),
            ("visualstudio.com", Self::Azure),
            ("codeberg.org", Self::Gitea),
            ("gitea", Self::Gitea),
            ("forgejo", Self::Gitea),
        ]
        .into_iter()
        .find_map(|(part, host)| name.contains(part).then_some(host))
    }
}

/// Returns the host of a web address.
pub(crate) fn host_name(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once("://")?;
    ["https", "http"].contains(&scheme).then(|| rest.split('/').next())?
}
