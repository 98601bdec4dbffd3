import { describe, expect, test } from 'vitest';
import { routeOf } from './router';

describe('an address', () => {
  test.each(['/', '', '/upload', '/upload/'])('%s leads to the first screen', (path) => {
    expect(routeOf(path)).toEqual({ page: 'send' });
  });

  test('/s/<id> leads to the share', () => {
    expect(routeOf('/s/q83vEjRWeJCrze8SNFZ4kA')).toEqual({
      page: 'receive',
      share: 'q83vEjRWeJCrze8SNFZ4kA',
    });
    expect(routeOf('/s/q83v/')).toEqual({ page: 'receive', share: 'q83v' });
  });

  test.each(['/c', '/c/'])('%s leads to the line for a code', (path) => {
    expect(routeOf(path)).toEqual({ page: 'code' });
  });

  test.each(['/s', '/c/7', '/codes', '/s/a/b', '/s/a.b', '/S/a', '/nothing', '//evil.example'])(
    '%s leads nowhere',
    (path) => {
      expect(routeOf(path)).toEqual({ page: 'unknown' });
    },
  );
});
