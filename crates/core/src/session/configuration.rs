//! Builds the configuration that a request selects, once the workspace is known.

use crate::{
    cfg,
    codes::Code,
    diagnostic::Diagnostic,
    workspace::{self, FeatureSelection, Workspace},
};

/// A selection of one configuration: the target and the features that Cargo would build.
#[derive(Clone, Debug, Default)]
pub struct ConfigurationRequest {
    /// Further names that are set, as a build script or `RUSTFLAGS` would: `NAME` or `NAME="VALUE"`.
    pub names: Vec<String>,
    /// The target triple; this machine's if there is none.
    pub target: Option<String>,
    /// The features of the workspace's members.
    pub features: FeatureSelection,
}

impl ConfigurationRequest {
    /// Builds the configuration for a workspace.
    ///
    /// # Errors
    /// Returns a diagnostic if the target or a feature does not exist.
    pub(super) fn configuration(&self, workspace: &Workspace) -> Result<cfg::Configuration, Box<Diagnostic>> {
        let target = match &self.target {
            None => cfg::Configuration::host(),
            Some(triple) => cfg::Configuration::from_triple(triple).ok_or_else(|| {
                let message = format!("`--target {triple}` is not a target that archcheck knows");
                Box::new(Diagnostic::new(Code::Metadata, message).help("`rustc --print target-list` lists the names"))
            })?,
        };
        let target = self.names.iter().fold(target, |configuration, name| configuration.with_name(name));
        let meets = |condition: &str| target.meets(condition);
        let features = workspace::active_features(workspace, &self.features, &meets).map_err(|error| {
            let diagnostic = Diagnostic::new(Code::Metadata, error.to_string());
            Box::new(diagnostic.help("`cargo metadata --no-deps` lists the features"))
        })?;
        Ok(target.with_features(features))
    }
}
