package io.slipway.edge.zip;

import java.util.Arrays;
import java.util.List;

/**
 * Where everything stands in an archive. What it holds per member is the member itself and {@value #MEMBER_BYTES} bytes.
 *
 * <pre>
 *  header 0 | content 0 | [descriptor 0] | header 1 | … | directory: record 0 | record 1 | … | end
 * </pre>
 */
public final class ZipLayout {
    /** The most members: as many as a share has files, and the folders they stand in aren't among them. */
    public static final int MAX_MEMBERS = 65_536;
    /** Memory per member, beside the member. */
    public static final int MEMBER_BYTES = 3 * Long.BYTES;

    private final ZipMember[] members;
    /** Where each member begins, and where the directory does. */
    private final long[] starts;
    /** Bytes of content before each member, and of all. */
    private final long[] contents;
    /** Where each record of the directory begins, and where the end does. */
    private final long[] records;

    /** A piece of an archive that is made of one thing. */
    public sealed interface Part {
        /** Its first byte's place in the archive. */
        long start();

        long length();

        /** Bytes of a member's content. */
        record Content(int member, long start, long length) implements Part {}

        /** A header or a descriptor of a member. */
        record Head(int member, boolean after, long start, long length) implements Part {}

        /** A member's record in the directory. */
        record Entry(int member, long start, long length) implements Part {}

        /** What ends the archive. */
        record End(long start, long length) implements Part {}
    }

    /** @throws IllegalArgumentException for no members or more than {@link #MAX_MEMBERS} */
    public ZipLayout(List<ZipMember> members) {
        if (members.isEmpty() || members.size() > MAX_MEMBERS) {
            throw new IllegalArgumentException("an archive has 1 to " + MAX_MEMBERS + " members");
        }
        this.members = members.toArray(ZipMember[]::new);
        int count = this.members.length;
        starts = new long[count + 1];
        contents = new long[count + 1];
        records = new long[count + 1];
        for (int i = 0; i < count; i++) {
            ZipMember member = this.members[i];
            starts[i + 1] =
                    starts[i] + ZipFormat.localBytes(member) + member.size() + ZipFormat.descriptorBytes(member);
            contents[i + 1] = contents[i] + member.size();
        }
        records[0] = starts[count];
        for (int i = 0; i < count; i++) {
            records[i + 1] = records[i] + ZipFormat.centralBytes(this.members[i], starts[i]);
        }
    }

    public int count() {
        return members.length;
    }

    public ZipMember member(int index) {
        return members[index];
    }

    /** Bytes of the whole archive. */
    public long total() {
        return records[members.length] + ZipFormat.endBytes(members.length, directoryBytes(), starts[members.length]);
    }

    /** Whether every byte can be told without reading what lies before it. */
    public boolean anywhere() {
        return Arrays.stream(members).noneMatch(ZipMember::described);
    }

    /** What a byte of the archive belongs to. @param position 0 … total - 1 */
    public Part at(long position) {
        int count = members.length;
        if (position >= records[count]) {
            return new Part.End(records[count], total() - records[count]);
        }
        if (position >= starts[count]) {
            int index = find(records, position);
            return new Part.Entry(index, records[index], records[index + 1] - records[index]);
        }
        int index = find(starts, position);
        long content = contentStart(index);
        long after = content + members[index].size();
        if (position < content) {
            return new Part.Head(index, false, starts[index], content - starts[index]);
        }
        return position < after
                ? new Part.Content(index, content, members[index].size())
                : new Part.Head(index, true, after, starts[index + 1] - after);
    }

    /** How many bytes of content lie before a place of the archive. */
    public long contentBefore(long position) {
        if (position >= starts[members.length]) {
            return contents[members.length];
        }
        int index = find(starts, position);
        return contents[index] + Math.max(0, Math.min(members[index].size(), position - contentStart(index)));
    }

    /**
     * The bytes of a part that isn't content.
     *
     * @param crcs CRC-32 of the contents, by member, where members don't tell it
     */
    public byte[] bytes(Part part, int[] crcs) {
        if (part instanceof Part.Head head) {
            ZipMember member = members[head.member];
            return head.after ? ZipFormat.descriptor(member, crcs[head.member]) : ZipFormat.local(member);
        }
        if (part instanceof Part.Entry entry) {
            ZipMember member = members[entry.member];
            return ZipFormat.central(
                    member,
                    member.described() ? crcs[entry.member] : member.crc().getAsInt(),
                    starts[entry.member]);
        }
        if (part instanceof Part.End) {
            return ZipFormat.end(members.length, directoryBytes(), starts[members.length]);
        }
        throw new IllegalArgumentException("content comes from elsewhere");
    }

    private long directoryBytes() {
        return records[members.length] - starts[members.length];
    }

    /** Where a member's content begins. */
    public long contentStart(int index) {
        return starts[index] + ZipFormat.localBytes(members[index]);
    }

    private static int find(long[] places, long position) {
        int found = Arrays.binarySearch(places, position);
        return found >= 0 ? found : -found - 2;
    }
}
