package io.slipway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Projections as they stand in records and in Redis: a MessagePack array of (type, name, member, value), where the type is
 * {@code b} bytes under a key, {@code z} a member of a sorted set, {@code s} a member of a set, {@code n} an amount in a table.
 * No entries are no bytes.
 */
final class Entries {
    private static final byte[] NONE = new byte[0];
    private static final int PARTS = 4;
    private static final int MAX_NAME = 512;

    private Entries() {}

    /** All but the removals. */
    static byte[] write(List<Projection> projections) {
        Pack pack = new Pack();
        List<Projection> entries = projections.stream()
                .filter(projection -> !(projection instanceof Projection.Remove))
                .toList();
        if (entries.isEmpty()) {
            return NONE;
        }
        pack.array(entries.size() * PARTS);
        for (Projection entry : entries) {
            if (entry instanceof Projection.PutBytes put) {
                write(pack, "b", put.key(), "");
                pack.bytes(put.value());
            } else if (entry instanceof Projection.Score score) {
                write(pack, "z", score.zset(), name(score.member()));
                pack.number(score.score());
            } else if (entry instanceof Projection.Amount amount) {
                write(pack, "n", amount.table(), name(amount.member()));
                pack.number(amount.amount());
            } else if (entry instanceof Projection.AddMember member) {
                write(pack, "s", member.set(), name(member.member()));
                pack.text("");
            }
        }
        return pack.done();
    }

    private static void write(Pack pack, String type, String name, String member) {
        pack.text(type);
        pack.text(name(name));
        pack.text(member);
    }

    static List<String> removals(List<Projection> projections) {
        List<String> names = new ArrayList<>();
        for (Projection projection : projections) {
            if (projection instanceof Projection.Remove remove) {
                names.add(name(remove.key()));
            }
        }
        return names;
    }

    /** @throws RuntimeException if it isn't what {@link #write} writes */
    static List<Projection> read(byte[] packed) {
        if (packed.length == 0) {
            return List.of();
        }
        List<Object> parts = Pack.read(packed);
        if (parts.size() % PARTS != 0) {
            throw new IllegalArgumentException("entries have four parts");
        }
        List<Projection> entries = new ArrayList<>(parts.size() / PARTS);
        for (int i = 0; i < parts.size(); i += PARTS) {
            String name = name(text(parts.get(i + 1)));
            String member = text(parts.get(i + 2));
            entries.add(
                    switch (text(parts.get(i))) {
                        case "b" -> new Projection.PutBytes(name, (byte[]) parts.get(i + 3));
                        case "z" -> new Projection.Score(name, name(member), (Long) parts.get(i + 3));
                        case "n" -> new Projection.Amount(name, name(member), (Long) parts.get(i + 3));
                        case "s" -> new Projection.AddMember(name, name(member));
                        default -> throw new IllegalArgumentException("an unknown type of entry");
                    });
        }
        return entries;
    }

    /** @throws RuntimeException as {@link #read} */
    static void check(byte[] packed) {
        read(packed).forEach(Objects::requireNonNull);
    }

    private static String text(Object part) {
        return new String((byte[]) part, UTF_8);
    }

    private static String name(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME) {
            throw new IllegalArgumentException("a name of a projection has 1 … " + MAX_NAME + " characters");
        }
        return name;
    }
}
