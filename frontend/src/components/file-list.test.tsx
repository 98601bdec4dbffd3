import { fireEvent, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { show } from '@/testing/show';
import { stillEngine } from '@/testing/still-engine';
import { FileList } from './file-list';

const rows = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ file: `f${at}`, name: `file ${at}`, path: 'a/b', size: at }));

test('a short list is there as a whole', () => {
  show(<FileList label="Files" rows={rows(59)} />, stillEngine({}));
  expect(screen.getAllByRole('listitem')).toHaveLength(59);
});

test('of ten thousand files only those are there that can be seen, and each says which it is', () => {
  show(<FileList label="Files" rows={rows(10_000)} note={(row) => <b>{row.file}</b>} />, stillEngine({}));
  const list = screen.getByRole('group', { name: 'Files' });
  expect(list.tabIndex).toBe(0);
  expect(screen.getAllByRole('listitem').length).toBeLessThan(40);
  expect(screen.getByText('file 0')).toBeTruthy();
  list.scrollTop = 64 * 5000;
  fireEvent.scroll(list);
  expect(screen.queryByText('file 0')).toBeNull();
  const item = screen.getByText('file 5000').closest('li');
  expect(item?.getAttribute('aria-posinset')).toBe('5001');
  expect(item?.getAttribute('aria-setsize')).toBe('10000');
  expect(screen.getByText('f5000')).toBeTruthy();
});
