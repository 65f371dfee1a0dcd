//! Which folders of this machine are watched for files of telephone systems, as the configuration says.

use std::collections::BTreeMap;
use std::path::PathBuf;

use actors::config::FolderBounds;
use models::ids::TenantId;

use crate::config::{Sources, roles};

/// `None`: this node has none.
pub fn of(sources: &Sources) -> Option<FolderBounds> {
    let bounds = FolderBounds {
        root: (!sources.folders_root.is_empty()).then(|| PathBuf::from(&sources.folders_root)),
        // Checked when the configuration was read.
        own: own(&sources.folders_of).unwrap_or_default(),
        reads_max: sources.folder_reads_max,
        files_max: sources.folder_files_max,
    };
    (bounds.root.is_some() || !bounds.own.is_empty()).then_some(bounds)
}

/// `TENANT-ID=/PATH, …`; the error is the part that cannot be read.
pub fn own(list: &str) -> Result<BTreeMap<TenantId, PathBuf>, String> {
    let pairs = roles(list).into_iter().map(|pair| {
        let (tenant, path) = pair.split_once('=').ok_or_else(|| pair.clone())?;
        let tenant: TenantId = tenant.trim().parse().map_err(|_| pair.clone())?;
        let path = path.trim();
        match path.starts_with('/') {
            true => Ok((tenant, PathBuf::from(path))),
            false => Err(pair.clone()),
        }
    });
    pairs.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tenants_with_a_folder_of_their_own_are_read_and_what_is_none_is_named() {
        let id = "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11";
        let found = own(&format!("{id} = /var/log/asterisk/cdr-csv,")).expect("one");
        let tenant: TenantId = id.parse().expect("an id");
        assert_eq!(found.get(&tenant), Some(&PathBuf::from("/var/log/asterisk/cdr-csv")));
        for wrong in ["x", "x=/y", "0198c2f4-7c1e-7d5e-9d0a-2f6f8f1f3a11=relative"] {
            assert_eq!(own(wrong), Err(wrong.to_owned()));
        }
        assert_eq!(own(""), Ok(BTreeMap::new()));
    }
}
