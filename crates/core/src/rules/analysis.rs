//! Reads `[analysis]`.

use super::{analysis_settings::AnalysisSettings, document::Document, names, names::Names, table::Problems};
use crate::{analysis::Analysis, codes::Code, source::FileId, workspace::PackageId};

/// Reads the keys. Reports globs that match no file or package.
pub(super) fn read(
    document: &Document,
    analysis: &Analysis,
    names: &Names<'_>,
    problems: &mut Problems,
) -> AnalysisSettings {
    let excluded = excluded(document, analysis, problems);
    let test_packages = test_packages(document, names, problems);
    AnalysisSettings { excluded, test_packages, library_names: names.libraries.clone() }
}

/// Returns whether each source file is excluded. Reports globs that match no file.
fn excluded(document: &Document, analysis: &Analysis, problems: &mut Problems) -> Vec<bool> {
    let own: Vec<FileId> = problems.files().collect();
    let mut excluded = vec![false; analysis.sources.iter().len()];
    for text in &document.exclude {
        let Some(matcher) = names::glob(text, problems) else { continue };
        let mut used = false;
        for (id, source) in analysis.sources.iter() {
            if !own.contains(&id) && matcher.is_match(&source.path) {
                excluded[id.0 as usize] = true;
                used = true;
            }
        }
        if !used {
            let message = format!("`{}` matches no source file", text.value);
            problems.report_unmatched(Code::MatchesNothing, text.span.clone(), message);
        }
    }
    excluded
}

fn test_packages(document: &Document, names: &Names<'_>, problems: &mut Problems) -> Vec<PackageId> {
    let mut packages = Vec::new();
    for text in &document.test_crates {
        let Some(found) = names.packages(text, &text.value, problems) else { continue };
        if found.is_empty() {
            let message = format!("`{}` matches no package", text.value);
            problems.report(Code::MatchesNothing, text.span.clone(), message);
        }
        packages.extend(found);
    }
    packages
}
