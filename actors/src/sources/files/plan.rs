//! What is to be read of a folder's files, and from where: which file is known by which name, which was rotated, copied or cut off, which is
//! new. Pure but for what stands in the files, which is asked for.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::io;

use models::integrations::folder::File;
use uuid::Uuid;

use super::place::Place;
use super::told::{After, Kind, Told};

/// A file that lies there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    pub name: String,
    pub device: i64,
    pub inode: i64,
    pub bytes: u64,
    /// Nanoseconds since 1970.
    pub modified_ns: i64,
}

impl Seen {
    /// Whether this is the file, and not another one that has its name by now.
    pub fn is_same_file(&self, other: &Seen) -> bool {
        (self.device, self.inode) == (other.device, other.inode)
    }
}

/// Until where a file was looked at, and whether it ended within a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looked {
    pub bytes: u64,
    pub modified_ns: i64,
    pub is_waiting: bool,
}

/// What is known before a look.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    pub told: &'a Told,
    pub files: &'a [File],
    pub looked: &'a HashMap<Uuid, Looked>,
    /// Nothing of the folder was ever looked at.
    pub is_first: bool,
    /// Names of files that have not changed for as long as they must rest.
    pub rested: &'a HashSet<String>,
    /// Names of files that were not there a moment ago.
    pub fresh: &'a HashSet<String>,
}

/// What stands in files. Errors: of the system.
pub trait Contents {
    /// Whether it has what stood before this place.
    fn has(&mut self, seen: &Seen, place: &Place) -> io::Result<bool>;
    /// Whether it begins as the file that was left at this place.
    fn begins_like(&mut self, seen: &Seen, place: &Place) -> io::Result<bool>;
    /// The place at its end.
    fn end(&mut self, seen: &Seen) -> io::Result<Place>;
}

/// What is to be done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// It is noted, and nothing more.
    Note,
    /// `to_end`: what has no end has one.
    Read { to_end: bool },
    /// It was read before, and is moved.
    PutAway,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub seen: Seen,
    /// As it is to be known.
    pub file: File,
    pub next: Next,
    /// It is to be kept before anything else is done: other files of this look may depend on what it said before.
    pub is_written: bool,
}

#[derive(Debug, Default)]
pub struct Plan {
    /// In the order in which they are to be taken: the oldest first.
    pub steps: Vec<Step>,
    /// Known files that lie there.
    pub there: Vec<Uuid>,
    /// Files that could not be looked into.
    pub failed: Vec<(String, io::Error)>,
}

/// Plans a look. `seen`: in any order.
pub fn plan(known: Known<'_>, mut seen: Vec<Seen>, contents: &mut impl Contents) -> Plan {
    seen.sort_by(oldest_first);
    let index = Index::new(known, &seen);
    let mut plan = Plan::default();
    // Whose row was given to another file, because its own is gone.
    let mut given = HashSet::new();
    for one in seen {
        let found = match known.told.kind {
            Kind::Growing => index.growing(&one, contents, &mut given),
            Kind::Dropped => index.dropped(&one, contents),
        };
        match found {
            Ok(Found { there, step }) => {
                plan.there.extend(there);
                plan.steps.extend(step);
            }
            // Gone since the look.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => plan.failed.push((one.name, error)),
        }
    }
    plan
}

#[derive(Default)]
struct Found {
    there: Option<Uuid>,
    step: Option<Step>,
}

struct Index<'a> {
    known: Known<'a>,
    by_inode: HashMap<(i64, i64), &'a File>,
    by_name: HashMap<&'a str, &'a File>,
    /// Those that lie there.
    inodes: HashSet<(i64, i64)>,
}

impl<'a> Index<'a> {
    fn new(known: Known<'a>, seen: &[Seen]) -> Self {
        let files = known.files.iter();
        Self {
            known,
            by_inode: files.clone().map(|file| ((file.device, file.inode), file)).collect(),
            by_name: files.map(|file| (file.name.as_str(), file)).collect(),
            inodes: seen.iter().map(|seen| (seen.device, seen.inode)).collect(),
        }
    }

    /// A file to which lines are added.
    fn growing(&self, seen: &Seen, contents: &mut impl Contents, given: &mut HashSet<Uuid>) -> io::Result<Found> {
        let own = self.by_inode.get(&(seen.device, seen.inode)).copied();
        if let Some(own) = own.filter(|own| own.position > 0) {
            if self.is_as_looked_at(own, seen) {
                return Ok(self.unchanged(own, seen));
            }
            if contents.has(seen, &place(own))? {
                return Ok(self.read(own.clone(), seen, own.name != seen.name));
            }
        }
        // Another content than was read under this number: cut off and begun anew, or another file altogether.
        if let Some(like) = self.like(own, seen, contents)? {
            let lies_there = self.inodes.contains(&(like.device, like.inode));
            let file = match own {
                Some(own) => at(own.clone(), &place(like)),
                // The copy of a file that is still there is known by itself from then on.
                None if lies_there || !given.insert(like.id) => at(new(seen), &place(like)),
                None => like.clone(),
            };
            return Ok(self.read(file, seen, true));
        }
        let is_named = self.known.told.names.matches(&seen.name);
        match own {
            _ if self.may_be_half_a_copy(seen, contents)? => Ok(Found::default()),
            Some(own) if own.position > 0 => Ok(self.read(at(own.clone(), &Place::default()), seen, true)),
            Some(own) if self.is_as_looked_at(own, seen) => Ok(self.unchanged(own, seen)),
            Some(own) => Ok(self.read(own.clone(), seen, own.name != seen.name)),
            None if seen.bytes == 0 => Ok(Found::default()),
            // Rotated away before anybody asked for it.
            None if !is_named && self.known.is_first => {
                let end = contents.end(seen)?;
                Ok(self.step(at(new(seen), &end), seen, Next::Note, true))
            }
            None => Ok(self.read(new(seen), seen, true)),
        }
    }

    /// The file of which most was read that is in this one too.
    fn like(&self, own: Option<&File>, seen: &Seen, contents: &mut impl Contents) -> io::Result<Option<&'a File>> {
        let mut like: Option<&File> = None;
        for file in self.known.files.iter().filter(|file| file.position > 0) {
            let is_other = own.is_none_or(|own| own.id != file.id);
            let is_more = like.is_none_or(|like| like.position < file.position);
            if is_other && is_more && contents.has(seen, &place(file))? {
                like = Some(file);
            }
        }
        Ok(like)
    }

    /// A file that comes whole.
    fn dropped(&self, seen: &Seen, contents: &mut impl Contents) -> io::Result<Found> {
        let same = |file: &&&File| file.bytes == bytes(seen) && file.modified_ns == seen.modified_ns;
        let renamed = || self.by_inode.get(&(seen.device, seen.inode)).filter(same);
        let own = self.by_name.get(seen.name.as_str()).or_else(renamed).copied();
        if let Some(own) = own.filter(|own| own.done && same(&own)) {
            let next = match self.known.told.after {
                After::Leave if own.name == seen.name => {
                    return Ok(Found {
                        there: Some(own.id),
                        step: None,
                    });
                }
                After::Leave => Next::Note,
                After::Move => Next::PutAway,
            };
            return Ok(self.step(own.clone(), seen, next, own.name != seen.name));
        }
        if !self.known.rested.contains(&seen.name) {
            return Ok(Found {
                there: own.map(|own| own.id),
                step: None,
            });
        }
        let file = match own {
            None => new(seen),
            // Broken off in the middle, or longer than it was: on from there. Another content, or the same again: all of it.
            Some(own) if !own.done || bytes(seen) > own.bytes => match contents.has(seen, &place(own))? {
                true => own.clone(),
                false => at(own.clone(), &Place::default()),
            },
            Some(own) => at(own.clone(), &Place::default()),
        };
        Ok(self.step(file, seen, Next::Read { to_end: true }, false))
    }

    fn read(&self, file: File, seen: &Seen, is_written: bool) -> Found {
        let to_end = self.known.rested.contains(&seen.name);
        self.step(file, seen, Next::Read { to_end }, is_written)
    }

    fn step(&self, file: File, seen: &Seen, next: Next, is_written: bool) -> Found {
        let file = File {
            name: seen.name.clone(),
            device: seen.device,
            inode: seen.inode,
            bytes: bytes(seen),
            modified_ns: seen.modified_ns,
            done: file.done && !matches!(next, Next::Read { .. }),
            ..file
        };
        Found {
            there: Some(file.id),
            step: Some(Step {
                seen: seen.clone(),
                file,
                next,
                is_written,
            }),
        }
    }

    /// Nothing has come since; or what has no end has one by now; or it has another name.
    fn unchanged(&self, own: &File, seen: &Seen) -> Found {
        let is_waiting = self.known.looked.get(&own.id).is_some_and(|looked| looked.is_waiting);
        if is_waiting && self.known.rested.contains(&seen.name) {
            return self.read(own.clone(), seen, own.name != seen.name);
        }
        match own.name == seen.name {
            true => Found {
                there: Some(own.id),
                step: None,
            },
            false => self.step(own.clone(), seen, Next::Note, true),
        }
    }

    fn is_as_looked_at(&self, own: &File, seen: &Seen) -> bool {
        let looked = self.known.looked.get(&own.id);
        looked.is_some_and(|looked| looked.bytes == seen.bytes && looked.modified_ns == seen.modified_ns)
    }

    /// Somebody may be copying a file before cutting it off: what was read of it is in the copy in a moment.
    fn may_be_half_a_copy(&self, seen: &Seen, contents: &mut impl Contents) -> io::Result<bool> {
        if !self.known.fresh.contains(&seen.name) {
            return Ok(false);
        }
        for file in self.known.files.iter().filter(|file| file.position > bytes(seen)) {
            if contents.begins_like(seen, &place(file))? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// A system's clock for files moves on every few milliseconds: a file that was rotated away and the one that was begun in its place often have
/// the same time. The name of the older one goes on where the other's ends.
fn oldest_first(a: &Seen, b: &Seen) -> Ordering {
    let names = || letters_and_end(&a.name).cmp(letters_and_end(&b.name));
    a.modified_ns.cmp(&b.modified_ns).then_with(names)
}

/// A name's bytes and one that is in no name: what goes on comes first.
fn letters_and_end(name: &str) -> impl Iterator<Item = u8> {
    name.bytes().chain([u8::MAX])
}

fn bytes(seen: &Seen) -> i64 {
    i64::try_from(seen.bytes).unwrap_or(i64::MAX)
}

/// Where it was left.
pub fn place(file: &File) -> Place {
    Place {
        at: u64::try_from(file.position).unwrap_or(0),
        context: file.context.clone(),
        head: file.head.clone(),
        tail: file.tail.clone(),
    }
}

/// Left there.
pub fn at(file: File, place: &Place) -> File {
    File {
        position: i64::try_from(place.at).unwrap_or(i64::MAX),
        context: place.context.clone(),
        head: place.head.clone(),
        tail: place.tail.clone(),
        ..file
    }
}

fn new(seen: &Seen) -> File {
    File {
        id: Uuid::now_v7(),
        name: seen.name.clone(),
        device: seen.device,
        inode: seen.inode,
        bytes: 0,
        modified_ns: 0,
        position: 0,
        context: String::new(),
        head: String::new(),
        tail: String::new(),
        done: false,
        taken_at: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::files::told::Asked;

    /// A file system of texts.
    #[derive(Default)]
    struct Disk(Vec<(String, i64, String, i64)>);

    impl Disk {
        fn put(&mut self, name: &str, inode: i64, text: &str, modified_ns: i64) {
            self.0.retain(|(other, number, ..)| *number != inode && other != name);
            self.0.push((name.into(), inode, text.into(), modified_ns));
        }

        fn seen(&self) -> Vec<Seen> {
            let seen = self.0.iter().map(|(name, inode, text, modified_ns)| Seen {
                name: name.clone(),
                device: 1,
                inode: *inode,
                bytes: text.len() as u64,
                modified_ns: *modified_ns,
            });
            seen.collect()
        }

        fn text(&self, seen: &Seen) -> &str {
            &self.0.iter().find(|(_, inode, ..)| *inode == seen.inode).unwrap().2
        }
    }

    /// Of a text up to there, with the text itself in the place of hashes.
    fn left(text: &str) -> Place {
        Place {
            at: text.len() as u64,
            head: text[..text.len().min(4)].into(),
            tail: text.into(),
            ..Place::default()
        }
    }

    impl Contents for Disk {
        fn has(&mut self, seen: &Seen, place: &Place) -> io::Result<bool> {
            Ok(self.text(seen).starts_with(&place.tail))
        }

        fn begins_like(&mut self, seen: &Seen, place: &Place) -> io::Result<bool> {
            Ok(!place.head.is_empty() && self.text(seen).starts_with(&place.head))
        }

        fn end(&mut self, seen: &Seen) -> io::Result<Place> {
            Ok(left(self.text(seen)))
        }
    }

    struct Scene {
        told: Told,
        disk: Disk,
        files: Vec<File>,
        looked: HashMap<Uuid, Looked>,
        is_first: bool,
        rested: HashSet<String>,
        fresh: HashSet<String>,
    }

    impl Scene {
        fn new(kind: Kind, names: &str, after: After) -> Self {
            let asked = Asked {
                kind: Some(kind),
                names: Some(names.into()),
                after: Some(after),
                ..Asked::default()
            };
            Self {
                told: Told::checked(asked, Some(engine::pbx::source::Source::AsteriskCdrCsv)).unwrap(),
                disk: Disk::default(),
                files: Vec::new(),
                looked: HashMap::new(),
                is_first: false,
                rested: HashSet::new(),
                fresh: HashSet::new(),
            }
        }

        /// Looks, and reads everything that is to be read to its last letter. What was read, by file.
        fn look(&mut self) -> Vec<(String, String)> {
            let known = Known {
                told: &self.told,
                files: &self.files,
                looked: &self.looked,
                is_first: self.is_first,
                rested: &self.rested,
                fresh: &self.fresh,
            };
            let seen = self.disk.seen();
            let mut disk = std::mem::take(&mut self.disk);
            let plan = plan(known, seen, &mut disk);
            self.disk = disk;
            self.is_first = false;
            assert!(plan.failed.is_empty());
            let mut read = Vec::new();
            for step in plan.steps {
                let mut file = step.file;
                if let Next::Read { .. } = step.next {
                    let text = self.disk.text(&step.seen).to_owned();
                    read.push((
                        file.name.clone(),
                        text[usize::try_from(file.position).unwrap()..].to_owned(),
                    ));
                    file = at(file, &left(&text));
                    file.done = self.told.kind == Kind::Dropped;
                    let looked = Looked {
                        bytes: step.seen.bytes,
                        modified_ns: step.seen.modified_ns,
                        is_waiting: false,
                    };
                    self.looked.insert(file.id, looked);
                }
                self.files.retain(|known| known.id != file.id);
                self.files.push(file);
            }
            read.retain(|(_, text)| !text.is_empty());
            read
        }
    }

    fn texts(read: &[(&str, &str)]) -> Vec<(String, String)> {
        read.iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect()
    }

    fn growing() -> Scene {
        Scene::new(Kind::Growing, "Master.csv", After::Leave)
    }

    #[test]
    fn a_file_is_read_on_as_it_grows_and_under_its_new_name_once_it_was_rotated_away() {
        let mut scene = growing();
        scene.disk.put("Master.csv", 1, "one,two,", 1);
        assert_eq!(scene.look(), texts(&[("Master.csv", "one,two,")]));
        assert_eq!(scene.look(), []);
        scene.disk.put("Master.csv", 1, "one,two,three,", 2);
        assert_eq!(scene.look(), texts(&[("Master.csv", "three,")]));
        scene.disk.put("Master.csv.1", 1, "one,two,three,four,", 3);
        scene.disk.put("Master.csv", 2, "five,", 4);
        assert_eq!(
            scene.look(),
            texts(&[("Master.csv.1", "four,"), ("Master.csv", "five,")])
        );
        // After a restart nothing is known but what was kept.
        scene.looked.clear();
        assert_eq!(scene.look(), []);
    }

    #[test]
    fn a_file_that_was_copied_and_cut_off_goes_on_in_both() {
        let mut scene = growing();
        scene.disk.put("Master.csv", 1, "one,two,", 1);
        scene.look();
        scene.disk.put("Master.csv.1", 2, "one,two,three,", 2);
        scene.disk.put("Master.csv", 1, "four,", 3);
        assert_eq!(
            scene.look(),
            texts(&[("Master.csv.1", "three,"), ("Master.csv", "four,")])
        );
        // Cut off, and longer than before by the next look.
        scene.disk.put("Master.csv", 1, "five,six,seven,eight,", 4);
        assert_eq!(scene.look(), texts(&[("Master.csv", "five,six,seven,eight,")]));
        scene.disk.put("Master.csv", 1, "", 5);
        assert_eq!(scene.look(), []);
        scene.disk.put("Master.csv", 1, "nine,", 6);
        assert_eq!(scene.look(), texts(&[("Master.csv", "nine,")]));
    }

    #[test]
    fn what_was_rotated_away_in_the_same_moment_is_read_before_what_came_after_it() {
        let mut scene = growing();
        scene.disk.put("Master.csv", 1, "one,two,", 1);
        scene.look();
        // Copied and cut off.
        scene.disk.put("Master.csv.1", 2, "one,two,three,", 2);
        scene.disk.put("Master.csv", 1, "four,", 2);
        assert_eq!(
            scene.look(),
            texts(&[("Master.csv.1", "three,"), ("Master.csv", "four,")])
        );
        // Renamed.
        scene.disk.put("Master.csv.2", 1, "four,five,", 3);
        scene.disk.put("Master.csv", 3, "six,", 3);
        assert_eq!(
            scene.look(),
            texts(&[("Master.csv.2", "five,"), ("Master.csv", "six,")])
        );
    }

    #[test]
    fn a_copy_that_is_being_made_is_not_taken_for_another_file() {
        let mut scene = growing();
        scene.disk.put("Master.csv", 1, "one,two,", 1);
        scene.look();
        for half in ["", "one,t"] {
            scene.disk.put("Master.csv.1", 2, half, 2);
            scene.fresh = HashSet::from(["Master.csv.1".to_owned()]);
            assert_eq!(scene.look(), [], "{half:?}");
        }
        scene.disk.put("Master.csv.1", 2, "one,two,three,", 2);
        assert_eq!(scene.look(), texts(&[("Master.csv.1", "three,")]));
        // One that is no copy is not kept waiting.
        scene.disk.put("Master.csv.2", 3, "other,", 3);
        scene.fresh = HashSet::from(["Master.csv.2".to_owned()]);
        assert_eq!(scene.look(), texts(&[("Master.csv.2", "other,")]));
    }

    #[test]
    fn a_file_with_another_number_is_known_by_what_stands_in_it() {
        let mut scene = growing();
        scene.disk.put("Master.csv", 1, "one,two,", 1);
        scene.look();
        let id = scene.files[0].id;
        scene.disk = Disk::default();
        scene.disk.put("Master.csv", 9, "one,two,three,", 2);
        assert_eq!(scene.look(), texts(&[("Master.csv", "three,")]));
        assert_eq!((scene.files.len(), scene.files[0].id), (1, id));
    }

    #[test]
    fn what_was_rotated_away_before_the_first_look_is_passed_over_and_what_is_later_is_not() {
        let mut scene = growing();
        scene.is_first = true;
        scene.disk.put("Master.csv.1", 1, "old,", 1);
        scene.disk.put("Master.csv", 2, "one,", 2);
        assert_eq!(scene.look(), texts(&[("Master.csv", "one,")]));
        // Rotated twice between two looks.
        scene.disk.put("Master.csv.2", 2, "one,two,", 3);
        scene.disk.put("Master.csv.1", 3, "three,", 4);
        scene.disk.put("Master.csv", 4, "four,", 5);
        let wanted = [
            ("Master.csv.2", "two,"),
            ("Master.csv.1", "three,"),
            ("Master.csv", "four,"),
        ];
        assert_eq!(scene.look(), texts(&wanted));
    }

    #[test]
    fn a_file_that_is_dropped_waits_until_it_rests_and_is_read_once() {
        let mut scene = Scene::new(Kind::Dropped, "*", After::Leave);
        scene.disk.put("cdr_1", 1, "one,", 1);
        assert_eq!(scene.look(), [], "it may still grow");
        scene.rested = HashSet::from(["cdr_1".to_owned()]);
        assert_eq!(scene.look(), texts(&[("cdr_1", "one,")]));
        assert_eq!(scene.look(), []);
        scene.disk.put("renamed", 1, "one,", 1);
        scene.rested.insert("renamed".into());
        assert_eq!(scene.look(), [], "the same file");
        scene.disk.put("renamed", 1, "one,two,", 2);
        assert_eq!(
            scene.look(),
            texts(&[("renamed", "two,")]),
            "it was not whole after all"
        );
        scene.disk.put("renamed", 2, "six,", 3);
        assert_eq!(scene.look(), texts(&[("renamed", "six,")]), "another one of its name");
    }

    #[test]
    fn a_file_that_was_read_and_is_to_be_moved_is_moved_without_being_read_again() {
        let mut scene = Scene::new(Kind::Dropped, "*", After::Move);
        scene.disk.put("cdr_1", 1, "one,", 1);
        scene.rested = HashSet::from(["cdr_1".to_owned()]);
        assert_eq!(scene.look(), texts(&[("cdr_1", "one,")]));
        let known = Known {
            told: &scene.told,
            files: &scene.files,
            looked: &scene.looked,
            is_first: false,
            rested: &scene.rested,
            fresh: &scene.fresh,
        };
        let steps = plan(known, scene.disk.seen(), &mut Disk::default()).steps;
        assert_eq!((steps.len(), steps[0].next), (1, Next::PutAway));
    }
}
