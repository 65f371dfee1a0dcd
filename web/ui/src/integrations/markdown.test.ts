import { describe, expect, it } from 'vitest';
import { blocks, inline } from './markdown';

describe('a guide', () => {
  it('is headings, paragraphs and lists with commands inside', () => {
    const text = '# FreeSWITCH\n\nIt posts each leg\nand tries again.\n\n1. Make the source: `{"a": [1]}`\n   and go on.\n2. In the file:\n\n   ```xml\n   <param name="url"/>\n     <deeper/>\n   ```\n3. **Reload**, then call.\n\n* one\n* two\n\nThe end, see [Twilio](twilio.md).';
    const found = blocks(text);
    expect(found.map((block) => block.kind)).toEqual(['heading', 'paragraph', 'list', 'list', 'paragraph']);
    const list = found[2];
    if (list?.kind !== 'list') throw new Error('no list');
    expect(list.items.map((item) => item.map((block) => block.kind))).toEqual([['paragraph'], ['paragraph', 'code'], ['paragraph']]);
    expect(list.items[1]?.[1]).toEqual({ kind: 'code', text: '<param name="url"/>\n  <deeper/>' });
    expect(found[1]).toEqual({ kind: 'paragraph', text: [{ kind: 'text', text: 'It posts each leg and tries again.' }] });
  });

  it('keeps what looks like markup as text', () => {
    expect(inline('<b>a</b> `<script>` **b** *c* 2 * 3 [d](e.md)')).toEqual([
      { kind: 'text', text: '<b>a</b> ' }, { kind: 'code', text: '<script>' }, { kind: 'text', text: ' ' }, { kind: 'strong', text: 'b' }, { kind: 'text', text: ' ' },
      { kind: 'emphasis', text: 'c' }, { kind: 'text', text: ' 2 * 3 ' }, { kind: 'link', text: 'd', to: 'e.md' },
    ]);
  });
});
