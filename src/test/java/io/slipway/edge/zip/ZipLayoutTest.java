package io.slipway.edge.zip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.edge.zip.ZipLayout.Part;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.spi.ToolProvider;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives as others read them: the JDK's two readers and its {@code jar}. */
class ZipLayoutTest {
    private static final long TIME = Instant.parse("2024-02-29T12:34:56Z").toEpochMilli();

    @TempDir
    static Path temp;

    private static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    private static byte[] content(int member) {
        byte[] bytes = new byte[member * 37 % 1_000];
        new Random(member).nextBytes(bytes);
        return bytes;
    }

    /** @param known whether CRCs are */
    private static ZipLayout layout(int count, boolean known) {
        List<ZipMember> members = new ArrayList<>();
        members.add(ZipMember.folder("leer", TIME));
        for (int i = 1; i < count; i++) {
            byte[] bytes = content(i);
            members.add(new ZipMember(
                    "d" + i % 3 + "/\u00fc\uD83D\uDE00 " + i + ".bin",
                    false,
                    bytes.length,
                    TIME,
                    known ? OptionalInt.of(crc(bytes)) : OptionalInt.empty()));
        }
        return new ZipLayout(members);
    }

    private static int[] crcs(ZipLayout layout) {
        int[] crcs = new int[layout.count()];
        for (int i = 1; i < crcs.length; i++) {
            crcs[i] = crc(content(i));
        }
        return crcs;
    }

    /** The whole archive, part by part. */
    private static byte[] whole(ZipLayout layout) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int[] crcs = crcs(layout);
        for (long at = 0; at < layout.total(); ) {
            Part part = layout.at(at);
            assertThat(part.start()).isEqualTo(at);
            out.writeBytes(part instanceof Part.Content found ? content(found.member()) : layout.bytes(part, crcs));
            at += part.length();
            assertThat(out.size()).isEqualTo((int) at);
        }
        return out.toByteArray();
    }

    private static Path file(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(temp, "a", ".zip"), bytes);
    }

    private static List<String> jar(Path file) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintWriter out = new PrintWriter(said, true, StandardCharsets.UTF_8);
        assertThat(ToolProvider.findFirst("jar").orElseThrow().run(out, out, "tf", file.toString()))
                .isZero();
        return said.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void othersFindEveryMember_whereverItsChecksumStands(boolean known) throws IOException {
        ZipLayout layout = layout(200, known);
        Path file = file(whole(layout));
        try (ZipFile zip = new ZipFile(file.toFile())) {
            assertThat(zip.size()).isEqualTo(200);
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            assertThat(entries.get(0).getName()).isEqualTo("leer/");
            assertThat(entries.get(0).isDirectory()).isTrue();
            for (int i = 1; i < 200; i++) {
                ZipEntry entry = entries.get(i);
                assertThat(entry.getName()).isEqualTo(layout.member(i).path());
                assertThat(entry.getLastModifiedTime().toMillis()).isEqualTo(TIME);
                assertThat(zip.getInputStream(entry).readAllBytes()).isEqualTo(content(i));
            }
        }
        assertThat(jar(file)).hasSize(200).contains("leer/", layout.member(7).path());
        assertThat(layout.anywhere()).isEqualTo(known);
    }

    @Test
    void itCanBeReadAsItComes_whenChecksumsAreKnown() throws IOException {
        ZipLayout layout = layout(50, true);
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(whole(layout)))) {
            int count = 0;
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                assertThat(in.readAllBytes()).isEqualTo(count == 0 ? new byte[0] : content(count));
                count++;
            }
            assertThat(count).isEqualTo(50);
        }
    }

    @Test
    void everyByteKnowsWhatItBelongsTo() {
        ZipLayout layout = layout(30, false);
        long contents = 0;
        for (long at = 0; at < layout.total(); at++) {
            Part part = layout.at(at);
            assertThat(at).isBetween(part.start(), part.start() + part.length() - 1);
            assertThat(layout.contentBefore(at)).isEqualTo(contents);
            contents += part instanceof Part.Content ? 1 : 0;
        }
        assertThat(layout.contentBefore(layout.total())).isEqualTo(contents);
    }

    /** Holes instead of content: a real file system keeps them in no room at all. */
    @Test
    void filesBeyondFourGigabytes_andThoseBehindThem_areRead() throws IOException {
        long large = (4L << 30) + 5;
        byte[] zeros = new byte[1 << 20];
        CRC32 crc = new CRC32();
        for (long at = 0; at < large; at += zeros.length) {
            crc.update(zeros, 0, (int) Math.min(zeros.length, large - at));
        }
        byte[] small = "after all".getBytes(StandardCharsets.US_ASCII);
        for (boolean known : new boolean[] {true, false}) {
            ZipLayout layout = new ZipLayout(List.of(
                    new ZipMember(
                            "large",
                            false,
                            large,
                            TIME,
                            known ? OptionalInt.of((int) crc.getValue()) : OptionalInt.empty()),
                    new ZipMember("small", false, small.length, TIME, OptionalInt.of(crc(small))),
                    new ZipMember("edge", false, ZipFormat.MAX_32 - 1, TIME, OptionalInt.of(1)),
                    new ZipMember("edge+1", false, ZipFormat.MAX_32, TIME, OptionalInt.of(1))));
            int[] crcs = {(int) crc.getValue(), 0, 0, 0};
            Path file = temp.resolve("large.zip");
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                out.setLength(0);
                out.setLength(layout.total());
                for (long at = 0; at < layout.total(); at += layout.at(at).length()) {
                    Part part = layout.at(at);
                    out.seek(at);
                    if (!(part instanceof Part.Content found)) {
                        out.write(layout.bytes(part, crcs));
                    } else if (found.member() == 1) {
                        out.write(small);
                    }
                }
            }
            try (ZipFile zip = new ZipFile(file.toFile())) {
                assertThat(zip.getEntry("large").getSize()).isEqualTo(large);
                assertThat(zip.getEntry("large").getCrc()).isEqualTo(crc.getValue());
                assertThat(zip.getInputStream(zip.getEntry("small")).readAllBytes())
                        .isEqualTo(small);
                assertThat(zip.getEntry("edge").getSize()).isEqualTo(ZipFormat.MAX_32 - 1);
                assertThat(zip.getEntry("edge+1").getSize()).isEqualTo(ZipFormat.MAX_32);
            }
            assertThat(jar(file)).containsExactly("large", "small", "edge", "edge+1");
            if (known) {
                try (InputStream raw = Files.newInputStream(file);
                        ZipInputStream in = new ZipInputStream(raw)) {
                    // Reading on to the next would take longer than all the other tests of zips.
                    assertThat(in.getNextEntry().getSize()).isEqualTo(large);
                }
            }
            Files.delete(file);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {65_534, 65_535, 65_536})
    void asManyMembersAsThereMayBe(int count) throws IOException {
        List<ZipMember> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(new ZipMember("f" + i, false, 0, TIME, OptionalInt.of(0)));
        }
        try (ZipFile zip =
                new ZipFile(file(whole(new ZipLayout(members), count)).toFile())) {
            assertThat(zip.size()).isEqualTo(count);
        }
    }

    private static byte[] whole(ZipLayout layout, int count) {
        byte[] all = new byte[(int) layout.total()];
        for (long at = 0; at < all.length; at += layout.at(at).length()) {
            byte[] bytes = layout.bytes(layout.at(at), new int[count]);
            System.arraycopy(bytes, 0, all, (int) at, bytes.length);
        }
        return all;
    }

    @Test
    void whatCannotStandInAnArchiveIsRefused() {
        assertThatThrownBy(() -> new ZipLayout(List.of())).isInstanceOf(IllegalArgumentException.class);
        ZipMember one = ZipMember.folder("a", 0);
        assertThatThrownBy(() -> new ZipLayout(Collections.nCopies(ZipLayout.MAX_MEMBERS + 1, one)))
                .isInstanceOf(IllegalArgumentException.class);
        for (Object[] bad : new Object[][] {{"", 1L, false}, {"a", -1L, false}, {"a", 1L, true}}) {
            assertThatThrownBy(() ->
                            new ZipMember((String) bad[0], (boolean) bad[2], (long) bad[1], 0, OptionalInt.empty()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        String longest = "x".repeat(ZipMember.MAX_PATH_BYTES);
        assertThat(new ZipMember(longest, false, 0, 0, OptionalInt.empty()).name())
                .hasSize(ZipMember.MAX_PATH_BYTES);
        assertThatThrownBy(() -> new ZipMember(longest + "x", false, 0, 0, OptionalInt.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void timesThatDontFitAreClipped() throws IOException {
        for (String time : List.of("1969-07-20T20:17:40Z", "1980-01-01T00:00:00Z", "2500-01-01T00:00:00Z")) {
            ZipLayout layout = new ZipLayout(
                    List.of(new ZipMember("a", false, 0, Instant.parse(time).toEpochMilli(), OptionalInt.of(0))));
            try (ZipFile zip = new ZipFile(file(whole(layout, 1)).toFile())) {
                assertThat(zip.getEntry("a")).isNotNull();
            }
        }
    }

    @Test
    void pathsAreToldApart_onEverySystem() {
        List<String> wished = List.of(
                "a.txt",
                "A.TXT",
                "a.txt",
                "b",
                "b/c",
                "B/d",
                "e\u0301",
                "\u00e9",
                "a (2).txt",
                "x/",
                ".hidden",
                ".hidden");
        ZipPaths paths = new ZipPaths(wished);
        List<String> given = wished.stream()
                .filter(path -> !path.endsWith("/"))
                .map(paths::file)
                .toList();
        assertThat(given)
                .containsExactly(
                        "a.txt",
                        "A (2).TXT",
                        "a (3).txt",
                        "b (2)",
                        "b/c",
                        "B/d",
                        "e\u0301",
                        "\u00e9 (2)",
                        "a (2) (2).txt",
                        ".hidden",
                        ".hidden (2)");
        assertThat(paths.folder("x")).isTrue();
        assertThat(paths.folder("X")).isFalse();
        assertThat(Arrays.asList(new ZipPaths(List.of("x/", "x")).file("x"))).containsExactly("x (2)");
    }
}
