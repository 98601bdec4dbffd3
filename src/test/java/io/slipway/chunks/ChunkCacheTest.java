package io.slipway.chunks;

import static io.slipway.kit.ChunkFixtures.FULL_CHUNK;
import static io.slipway.kit.ChunkFixtures.bytes;
import static io.slipway.kit.ChunkFixtures.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.slipway.kit.ChunkFixtures;
import io.slipway.model.BucketId;
import io.slipway.model.BucketId.Width;
import io.slipway.model.ChunkLocation;
import io.slipway.model.ComponentHealth;
import io.slipway.model.FileId;
import io.slipway.model.ShareId;
import io.slipway.protocol.Chunks;
import io.slipway.protocol.Delivery;
import io.slipway.seal.Slp1;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChunkCacheTest {
    private static final BucketId BUCKET = new BucketId(Width.DAY, 20_000);
    private static final long CAPACITY = 8L * FULL_CHUNK;
    private static final long MIN_USABLE = 1_000;

    @TempDir
    Path temp;

    private final Random random = new Random(10);
    private final FileId file = ChunkFixtures.fileId(random);
    private final ShareId share = share();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private Path folder;
    private long now = 5_000_000_000L;
    private long usable = Long.MAX_VALUE;
    private boolean waits;
    private ChunkCache cache;

    @BeforeEach
    void start() {
        folder = temp.resolve("cache");
        cache = cache(CAPACITY);
        cache.start();
    }

    private ChunkCache cache(long capacity) {
        return new ChunkCache(
                new CacheSettings(
                        folder, capacity, () -> usable, MIN_USABLE, CacheSettings.LIFETIME, CacheSettings.PAUSE),
                () -> now,
                work -> {
                    if (waits) {
                        later.add(work);
                    } else {
                        work.run();
                    }
                },
                () -> {});
    }

    private ShareId share() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        return ShareId.of(bytes);
    }

    private static ChunkLocation place(long offset, int length) {
        return new ChunkLocation(BUCKET, 0, offset, length);
    }

    private static ChunkLocation place(long offset) {
        return place(offset, FULL_CHUNK);
    }

    /** Fetches a chunk from the log, as the verticle does. */
    private void use(FileId of, long chunk, ChunkLocation place, Buffer bytes) {
        ChunkCache.Wanted wanted = cache.used(share, read(of, chunk, place));
        for (long one : wanted.chunks()) {
            cache.keep(wanted, of, one, place, bytes);
        }
    }

    private Buffer copied(FileId of, long chunk, ChunkLocation place) {
        Buffer bytes = bytes(random, place.length());
        use(of, chunk, place, bytes);
        use(of, chunk, place, bytes);
        return bytes;
    }

    private void copy(FileId of, long chunk, ChunkLocation place) {
        Buffer ignored = copied(of, chunk, place);
    }

    private Delivery.Lying find(FileId of, long from, ChunkLocation... places) {
        return cache.find(share, read(of, from, places));
    }

    private long files() throws IOException {
        try (var all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void aChunkIsCopiedWhenItIsUsedAgain() throws IOException {
        Buffer bytes = bytes(random, FULL_CHUNK);
        use(file, 3, place(30), bytes);
        assertThat(find(file, 3, place(30))).isNull();
        use(file, 3, place(30), bytes);
        Delivery.Lying lying = find(file, 3, place(30));
        assertThat(lying.position()).isEqualTo(3L * Slp1.SEALED_CHUNK_BYTES);
        assertThat(cache.read(lying, read(file, 3, place(30)))).containsExactly(bytes);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lying.file())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }

    @Test
    void neighboursAreOneRun_inWhateverOrderTheyCame() throws IOException {
        ChunkLocation last = place(32, 77);
        Buffer third = copied(file, 2, last);
        Buffer first = copied(file, 0, place(30));
        assertThat(find(file, 0, place(30), place(31), last)).isNull();
        Buffer second = copied(file, 1, place(31));
        Chunks.Read run = read(file, 0, place(30), place(31), last);
        assertThat(cache.read(cache.find(share, run), run)).containsExactly(first, second, third);
        assertThat(files()).isEqualTo(1);
    }

    @Test
    void chunksThatAreNoNeighboursInTheSealedFileAreNoRun() {
        copy(file, 0, place(30, FULL_CHUNK - 1));
        copy(file, 1, place(31));
        assertThat(find(file, 0, place(30, FULL_CHUNK - 1))).isNotNull();
        assertThat(find(file, 0, place(30, FULL_CHUNK - 1), place(31))).isNull();
    }

    @Test
    void aChunkThatWouldReachIntoTheNextIsNotCopied() {
        copy(file, 0, place(30, Slp1.SEALED_CHUNK_BYTES + 1));
        assertThat(find(file, 0, place(30, Slp1.SEALED_CHUNK_BYTES + 1))).isNull();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void whatWaitsToBeWrittenIsBounded_atTheLastByte() {
        waits = true;
        int full = ChunkCache.MAX_WAITING_BYTES / FULL_CHUNK;
        int rest = ChunkCache.MAX_WAITING_BYTES - full * FULL_CHUNK;
        for (int i = 0; i < full; i++) {
            copy(file, i, place(i));
        }
        copy(file, 90, place(90, rest + 1));
        assertThat(later).hasSize(full);
        copy(file, 91, place(91, rest));
        assertThat(later).hasSize(full + 1);
        later.forEach(Runnable::run);
        later.clear();
        copy(ChunkFixtures.fileId(random), 0, place(92, rest + 1));
        assertThat(later).as("what was written has given its room back").hasSize(1);
    }

    @Test
    void aFileThatHasToGoIsDeleted() throws IOException {
        FileId other = ChunkFixtures.fileId(random);
        copy(other, 0, place(100));
        Path gone = find(other, 0, place(100)).file();
        for (int i = 0; i < CAPACITY / FULL_CHUNK; i++) {
            copy(file, i, place(i));
        }
        assertThat(find(other, 0, place(100))).isNull();
        assertThat(gone).doesNotExist();
        assertThat(cache.bytes()).isEqualTo(CAPACITY);
        assertThat(find(file, 0, place(0), place(1))).isNotNull();
    }

    @Test
    void theDiskKeepsItsRoom_atTheLastByte() {
        usable = MIN_USABLE + FULL_CHUNK - 1;
        copy(file, 0, place(0));
        assertThat(find(file, 0, place(0))).isNull();
        usable = MIN_USABLE + FULL_CHUNK;
        copy(file, 0, place(0));
        assertThat(find(file, 0, place(0))).isNotNull();
    }

    @Test
    void copiesGoWhenOthersFillTheDisk() {
        copy(file, 0, place(0));
        Path copy = find(file, 0, place(0)).file();
        usable = MIN_USABLE;
        cache.tidy();
        assertThat(copy).exists();
        usable = MIN_USABLE - 1;
        cache.tidy();
        assertThat(copy).doesNotExist();
        assertThat(find(file, 0, place(0))).isNull();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void oldCopiesGo() {
        copy(file, 0, place(0));
        Path copy = find(file, 0, place(0)).file();
        now += CacheSettings.LIFETIME.toNanos();
        cache.tidy();
        assertThat(copy).exists();
        now += 1;
        cache.tidy();
        assertThat(copy).doesNotExist();
    }

    @Test
    void whatEndsIsDeleted() {
        copy(file, 0, place(0));
        Path copy = find(file, 0, place(0)).file();
        cache.forget(share());
        cache.forget(new BucketId(Width.DAY, 20_001));
        assertThat(copy).exists();
        cache.forget(share);
        assertThat(copy).doesNotExist();
        copy(file, 0, place(0));
        Path next = find(file, 0, place(0)).file();
        assertThat(next).as("a name is used once").isNotEqualTo(copy);
        cache.forget(BUCKET);
        assertThat(next).doesNotExist();
    }

    @Test
    void whatWasAskedForBeforeItsShareEndedIsNotCopiedAfterwards() {
        Buffer bytes = bytes(random, FULL_CHUNK);
        use(file, 0, place(0), bytes);
        ChunkCache.Wanted before = cache.used(share, read(file, 0, place(0)));
        cache.forget(share);
        cache.keep(before, file, 0, place(0), bytes);
        assertThat(find(file, 0, place(0))).isNull();
        use(file, 0, place(0), bytes);
        assertThat(find(file, 0, place(0))).as("undone").isNotNull();
    }

    @Test
    void onlyTheSharesThatEndedLastAreRemembered() {
        EndedShares ended = new EndedShares();
        ended.add(share);
        for (int i = 1; i < EndedShares.MAX; i++) {
            ended.add(share());
        }
        assertThat(ended.since(share, 0)).isTrue();
        assertThat(ended.since(share, 1)).isFalse();
        ended.add(share());
        assertThat(ended.since(share, 0)).isFalse();
    }

    @Test
    void whatWasGivenUpWhileItWaitedLeavesNoFile() throws IOException {
        waits = true;
        copy(file, 0, place(0));
        cache.forget(share);
        later.forEach(Runnable::run);
        assertThat(files()).isZero();
        assertThat(cache.bytes()).isZero();
    }

    @Test
    void aWrongCopyIsReplaced() throws IOException {
        Buffer bytes = copied(file, 0, place(0));
        Delivery.Lying lying = find(file, 0, place(0));
        byte[] rotten = Files.readAllBytes(lying.file());
        rotten[17] ^= 1;
        Files.write(lying.file(), rotten);
        cache.forget(read(file, 0, place(0)));
        assertThat(find(file, 0, place(0))).isNull();
        use(file, 0, place(0), bytes);
        assertThat(cache.read(find(file, 0, place(0)), read(file, 0, place(0)))).containsExactly(bytes);
        assertThat(cache.bytes()).isEqualTo(FULL_CHUNK);
    }

    @Test
    void aCopyThatIsTooShortOrGoneIsNotRead() throws IOException {
        copy(file, 0, place(0));
        Delivery.Lying lying = find(file, 0, place(0));
        Files.write(lying.file(), new byte[FULL_CHUNK - 1]);
        assertThatIOException().isThrownBy(() -> cache.read(lying, read(file, 0, place(0))));
        Files.delete(lying.file());
        assertThatIOException().isThrownBy(() -> cache.read(lying, read(file, 0, place(0))));
    }

    @Test
    void theFolderIsEmptyAtTheStart_butForWhatIsNoCopy() throws IOException {
        copy(file, 0, place(0));
        Path stranger = Files.createFile(folder.resolve("mine"));
        ChunkCache next = cache(CAPACITY);
        next.start();
        assertThat(stranger).exists();
        assertThat(files()).isEqualTo(1);
        assertThat(next.find(share, read(file, 0, place(0)))).isNull();
    }

    @Test
    void withoutRoomThereAreNoCopies_andWhatWasLeftGoes() throws IOException {
        copy(file, 0, place(0));
        cache = cache(0);
        cache.start();
        assertThat(files()).isZero();
        copy(file, 0, place(0));
        assertThat(find(file, 0, place(0))).isNull();
        assertThat(files()).isZero();
        assertThat(cache.check()).isEqualTo(ComponentHealth.ok());
    }

    @Test
    void aFolderThatCanNotBeMadeIsSaid_andTriedAgainAfterAPause() throws IOException {
        folder = Files.createFile(temp.resolve("a file")).resolve("cache");
        cache = cache(CAPACITY);
        cache.start();
        assertThat(cache.check()).isInstanceOf(ComponentHealth.Degraded.class);
        copy(file, 0, place(0));
        assertThat(find(file, 0, place(0))).isNull();
        Files.delete(folder.getParent());
        Files.createDirectories(folder);
        now += CacheSettings.PAUSE.toNanos() - 1;
        copy(file, 0, place(0));
        assertThat(find(file, 0, place(0))).isNull();
        now += 1;
        copy(file, 0, place(0));
        assertThat(find(file, 0, place(0))).isNotNull();
        assertThat(cache.check()).isEqualTo(ComponentHealth.ok());
    }

    @Test
    void copiesLeaveAQuarterMoreThanUploads() {
        CacheSettings settings = CacheSettings.of(temp, 5, 1_000);
        assertThat(settings.minUsable()).isEqualTo(1_250);
        assertThat(settings.usable().getAsLong()).isPositive();
        assertThat(settings.lifetime()).isEqualTo(Duration.ofHours(1));
    }
}
