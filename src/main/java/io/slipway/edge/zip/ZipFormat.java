package io.slipway.edge.zip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/**
 * The records of a ZIP archive, byte by byte; section numbers are those of APPNOTE 6.3.10. Members are stored (method 0), names
 * are UTF-8 (bit 11). Where the CRC-32 isn't known ahead, a data descriptor follows the content (bit 3). ZIP64 fields are
 * there only where a number needs them, so that old readers read small archives.
 */
final class ZipFormat {
    private static final int LOCAL = 0x04034b50;
    private static final int DESCRIPTOR = 0x08074b50;
    private static final int CENTRAL = 0x02014b50;
    private static final int END64 = 0x06064b50;
    private static final int LOCATOR64 = 0x07064b50;
    private static final int END = 0x06054b50;

    private static final int LOCAL_BYTES = 30;
    private static final int CENTRAL_BYTES = 46;
    private static final int END64_BYTES = 56;
    private static final int LOCATOR64_BYTES = 20;
    private static final int END_BYTES = 22;
    /** Extended timestamp (Info-ZIP): tag, size, flags, seconds. */
    private static final int TIME_BYTES = 9;
    /** ZIP64 extra field in a local header: tag, size, both sizes. */
    private static final int LOCAL64_BYTES = 20;

    private static final short TIME_TAG = 0x5455;
    private static final short ZIP64_TAG = 1;
    /** The first number that doesn't fit: it means "look into the ZIP64 field". */
    static final long MAX_32 = 0xFFFFFFFFL;

    private static final int MAX_16 = 0xFFFF;

    private static final int UTF8 = 1 << 11;
    private static final int DESCRIBED = 1 << 3;
    private static final int PLAIN_VERSION = 20;
    private static final int ZIP64_VERSION = 45;
    private static final int UNIX = 3 << 8;
    private static final int FILE_MODE = 0100644;
    private static final int FOLDER_MODE = 0040755;
    private static final int DOS_FOLDER = 0x10;

    private static final int DOS_FIRST_YEAR = 1980;
    private static final int DOS_LAST_YEAR = 2107;

    private ZipFormat() {}

    private static boolean large(ZipMember member) {
        return member.size() >= MAX_32;
    }

    static int localBytes(ZipMember member) {
        return LOCAL_BYTES + member.name().length + TIME_BYTES + (large(member) ? LOCAL64_BYTES : 0);
    }

    /** 4.3.7. */
    static byte[] local(ZipMember member) {
        byte[] name = member.name();
        boolean sizesLater = member.described();
        ByteBuffer out = buffer(localBytes(member)).putInt(LOCAL);
        head(out, member, large(member));
        out.putInt(member.crc().orElse(0));
        long size = sizesLater ? 0 : member.size();
        out.putInt((int) (large(member) ? MAX_32 : size)).putInt((int) (large(member) ? MAX_32 : size));
        out.putShort((short) name.length).putShort((short) (localBytes(member) - LOCAL_BYTES - name.length));
        out.put(name);
        if (large(member)) {
            out.putShort(ZIP64_TAG)
                    .putShort((short) (2 * Long.BYTES))
                    .putLong(size)
                    .putLong(size);
        }
        time(out, member);
        return out.array();
    }

    static int descriptorBytes(ZipMember member) {
        return member.described() ? (large(member) ? 24 : 16) : 0;
    }

    /** 4.3.9, with its signature. */
    static byte[] descriptor(ZipMember member, int crc) {
        ByteBuffer out = buffer(descriptorBytes(member)).putInt(DESCRIPTOR).putInt(crc);
        if (large(member)) {
            out.putLong(member.size()).putLong(member.size());
        } else {
            out.putInt((int) member.size()).putInt((int) member.size());
        }
        return out.array();
    }

    /** @param at where its local header begins */
    static int centralBytes(ZipMember member, long at) {
        int numbers = (large(member) ? 2 : 0) + (at >= MAX_32 ? 1 : 0);
        return CENTRAL_BYTES
                + member.name().length
                + TIME_BYTES
                + (numbers == 0 ? 0 : 2 * Short.BYTES + numbers * Long.BYTES);
    }

    /** 4.3.12. @param at where its local header begins */
    static byte[] central(ZipMember member, int crc, long at) {
        byte[] name = member.name();
        boolean far = at >= MAX_32;
        int extra = centralBytes(member, at) - CENTRAL_BYTES - name.length;
        int mode = member.folder() ? FOLDER_MODE : FILE_MODE;
        ByteBuffer out = buffer(centralBytes(member, at)).putInt(CENTRAL);
        out.putShort((short) (UNIX | ZIP64_VERSION));
        head(out, member, large(member) || far);
        out.putInt(crc);
        int size = (int) (large(member) ? MAX_32 : member.size());
        out.putInt(size).putInt(size);
        out.putShort((short) name.length).putShort((short) extra);
        out.putShort((short) 0).putShort((short) 0).putShort((short) 0);
        out.putInt(mode << 16 | (member.folder() ? DOS_FOLDER : 0));
        out.putInt((int) (far ? MAX_32 : at));
        out.put(name);
        if (large(member) || far) {
            out.putShort(ZIP64_TAG).putShort((short) (extra - TIME_BYTES - 2 * Short.BYTES));
            if (large(member)) {
                out.putLong(member.size()).putLong(member.size());
            }
            if (far) {
                out.putLong(at);
            }
        }
        time(out, member);
        return out.array();
    }

    private static boolean end64(long count, long bytes, long at) {
        return count >= MAX_16 || bytes >= MAX_32 || at >= MAX_32;
    }

    static int endBytes(long count, long bytes, long at) {
        return END_BYTES + (end64(count, bytes, at) ? END64_BYTES + LOCATOR64_BYTES : 0);
    }

    /**
     * 4.3.14 and 4.3.15 where they are needed, then 4.3.16.
     *
     * @param count of members
     * @param bytes of the central directory
     * @param at where it begins
     */
    static byte[] end(long count, long bytes, long at) {
        ByteBuffer out = buffer(endBytes(count, bytes, at));
        if (end64(count, bytes, at)) {
            out.putInt(END64).putLong(END64_BYTES - 12);
            out.putShort((short) (UNIX | ZIP64_VERSION)).putShort((short) ZIP64_VERSION);
            out.putInt(0).putInt(0).putLong(count).putLong(count).putLong(bytes).putLong(at);
            out.putInt(LOCATOR64).putInt(0).putLong(at + bytes).putInt(1);
        }
        short members = (short) Math.min(MAX_16, count);
        out.putInt(END)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort(members)
                .putShort(members);
        out.putInt((int) Math.min(MAX_32, bytes))
                .putInt((int) Math.min(MAX_32, at))
                .putShort((short) 0);
        return out.array();
    }

    /** What a local and a central header have in common: version needed, flags, method, time. */
    private static void head(ByteBuffer out, ZipMember member, boolean zip64) {
        ZonedDateTime time = Instant.ofEpochMilli(member.modifiedAt()).atZone(ZoneOffset.UTC);
        int year = Math.max(DOS_FIRST_YEAR, Math.min(DOS_LAST_YEAR, time.getYear()));
        out.putShort((short) (zip64 ? ZIP64_VERSION : PLAIN_VERSION));
        out.putShort((short) (UTF8 | (member.described() ? DESCRIBED : 0)));
        out.putShort((short) 0);
        out.putShort((short) (time.getHour() << 11 | time.getMinute() << 5 | time.getSecond() / 2));
        out.putShort((short) (year - DOS_FIRST_YEAR << 9 | time.getMonthValue() << 5 | time.getDayOfMonth()));
    }

    /** The exact second, as far as it fits into 32 bits; what the header says is in nobody knows which time zone. */
    private static void time(ByteBuffer out, ZipMember member) {
        long seconds = Math.floorDiv(member.modifiedAt(), 1_000L);
        int clipped = (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, seconds));
        out.putShort(TIME_TAG).putShort((short) 5).put((byte) 1).putInt(clipped);
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
