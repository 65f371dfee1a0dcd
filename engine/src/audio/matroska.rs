//! What a Matroska or WebM file says beside its packets: the name of its codec, and whether a file of unknown length is whole.
//! Elements are read without trust, and nothing is allocated by their lengths.

/// How both begin.
pub(super) const MAGIC: [u8; 4] = [0x1A, 0x45, 0xDF, 0xA3];

const SEGMENT: u32 = 0x1853_8067;
const CLUSTER: u32 = 0x1F43_B675;

/// The codec that a file names, `A_AC3`, near its front.
pub(super) fn codec(bytes: &[u8]) -> Option<String> {
    let front = &bytes[..bytes.len().min(16 * 1024)];
    let name = front.windows(2).position(|pair| pair == b"A_")?;
    let name: Vec<u8> = front[name..]
        .iter()
        .take(24)
        .copied()
        .take_while(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_/".contains(byte))
        .collect();
    Some(format!("{} in Matroska", String::from_utf8_lossy(&name)))
}

/// Whether the file of a writer that did not know how long it would get, as browsers and streams are, ends where its last element does.
pub(super) fn is_whole_stream(bytes: &[u8]) -> bool {
    let (mut position, mut is_open) = (0_usize, false);
    while position < bytes.len() {
        let Some(element) = element(bytes, position) else {
            return false;
        };
        position = match (element.id, element.length) {
            (SEGMENT, None) => {
                is_open = true;
                element.body
            }
            // What is in a cluster is looked at, whether or not it says how much that is.
            (CLUSTER, _) => element.body,
            (_, length) => {
                let end = length.and_then(|length| element.body.checked_add(usize::try_from(length).ok()?));
                let Some(end) = end else { return false };
                end
            }
        };
    }
    is_open && position == bytes.len()
}

struct Element {
    id: u32,
    /// Where what it holds begins.
    body: usize,
    /// `None`: all bits are ones, nobody knew.
    length: Option<u64>,
}

fn element(bytes: &[u8], position: usize) -> Option<Element> {
    let (id, id_bytes) = number(bytes, position, 4)?;
    let (length, length_bytes) = number(bytes, position + id_bytes, 8)?;
    // A length stands in 7 bits of each of its bytes.
    let bits = 7 * length_bytes as u32;
    let mask = (1_u64 << bits) - 1;
    Some(Element {
        id: u32::try_from(id).ok()?,
        body: position + id_bytes + length_bytes,
        length: Some(length & mask).filter(|length| *length != mask),
    })
}

/// A number of 1 to `most` bytes with its marker, which tells how many they are by the zeros before it.
fn number(bytes: &[u8], position: usize, most: usize) -> Option<(u64, usize)> {
    let count = bytes.get(position)?.leading_zeros() as usize + 1;
    let digits = bytes.get(position..position + count).filter(|_| count <= most)?;
    let number = digits
        .iter()
        .fold(0_u64, |number, digit| number << 8 | u64::from(*digit));
    Some((number, count))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file as a browser records it: neither the segment nor the clusters say how long they are.
    fn recorded() -> Vec<u8> {
        let unknown = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF];
        let mut file = MAGIC.to_vec();
        file.extend([0x84, 0x42, 0x86, 0x81, 1]);
        file.extend(SEGMENT.to_be_bytes());
        file.extend(unknown);
        for _ in 0..2 {
            file.extend(CLUSTER.to_be_bytes());
            file.extend(unknown);
            // Its time, and one block.
            file.extend([0xE7, 0x81, 0, 0xA3, 0x85, 0x81, 0, 0, 0x80, 7]);
        }
        file
    }

    #[test]
    fn a_file_of_unknown_length_is_whole_where_its_last_block_is() {
        let file = recorded();
        assert!(is_whole_stream(&file));
        let last = file.len() - 7;
        assert!(is_whole_stream(&file[..last]), "the last block is missing as a whole");
        for length in last + 1..file.len() {
            assert!(!is_whole_stream(&file[..length]), "{length}");
        }
    }

    #[test]
    fn a_segment_that_says_how_long_it_is_is_not_asked() {
        let mut file = recorded();
        let rest = file.len() - 9 - 12;
        file[13] = 0x01;
        file[14..21].copy_from_slice(&(rest as u64).to_be_bytes()[1..]);
        assert!(!is_whole_stream(&file));
        assert!(!is_whole_stream(b""));
        assert!(!is_whole_stream(&[0; 40]));
    }
}
