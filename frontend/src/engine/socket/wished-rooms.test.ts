import { describe, expect, it } from 'vitest';
import { type Wish, WishedRooms } from './wished-rooms';

const wish = (room: string): Wish => ({ room, as: 'sender', right: null });
const names = (rooms: WishedRooms) => rooms.toJoin.map(([room]) => room);

describe('the rooms that are wished for', () => {
  it('are known by the names that the node filled in, until the page is another peer', () => {
    const rooms = new WishedRooms();
    rooms.add(wish('code:'));
    rooms.asked(1, 'code:');
    expect(rooms.joined(rooms.answered(1), 'code:7')).toBe(true);
    expect(rooms.has('code:')).toBe(false);
    expect(rooms.has('code:7')).toBe(true);
    expect(names(rooms)).toEqual(['code:7']);
    rooms.forgetNames();
    expect(names(rooms)).toEqual(['code:']);
  });

  it('aren’t asked for twice where the node would fill in two', () => {
    const rooms = new WishedRooms();
    rooms.add(wish('code:'));
    rooms.add(wish('share:x'));
    rooms.asked(1, 'code:');
    rooms.asked(2, 'share:x');
    expect(names(rooms)).toEqual(['share:x']);
    rooms.lost();
    expect(names(rooms)).toEqual(['code:', 'share:x']);
  });

  it('have names of their own otherwise, whatever a node says', () => {
    const rooms = new WishedRooms();
    rooms.add(wish('share:x'));
    rooms.add(wish('code:'));
    rooms.asked(1, 'share:x');
    rooms.asked(2, 'code:');
    expect(rooms.joined(rooms.answered(1), 'share:y')).toBe(false);
    expect(rooms.joined(rooms.answered(2), 'share:y')).toBe(false);
    expect(rooms.joined(rooms.answered(3), 'code:7')).toBe(false);
    // An answer counts once.
    expect(rooms.joined(rooms.answered(2), 'code:7')).toBe(false);
    expect(names(rooms)).toEqual(['share:x', 'code:']);
  });

  it('are left before they have a name', () => {
    const rooms = new WishedRooms();
    rooms.add(wish('code:'));
    rooms.asked(1, 'code:');
    expect(rooms.remove('code:')).toBe(true);
    expect(rooms.remove('code:')).toBe(false);
    expect(rooms.joined(rooms.answered(1), 'code:7')).toBe(false);
  });
});
