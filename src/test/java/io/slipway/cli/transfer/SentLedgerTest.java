package io.slipway.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.cli.transfer.SendPlans.Wish;
import io.slipway.seal.Randomness;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SentLedgerTest {
    private static final Randomness RANDOM = Randomness.of(new SecureRandom());
    private static final long NOW = 1_000_000;

    @TempDir
    Path folder;

    private Path file;
    private SentLedger ledger;

    @BeforeEach
    void open() throws Exception {
        file = Files.writeString(folder.resolve("a.txt"), "content").toRealPath();
        ledger = ledger();
    }

    private SentLedger ledger() throws Exception {
        return new SentLedger(
                StateFolder.of(Map.of("XDG_STATE_HOME", folder.resolve("state").toString())));
    }

    private SentShare plan(String password) throws Stopped {
        return plan(password, false);
    }

    private SentShare plan(String password, boolean live) throws Stopped {
        Wish wish = new Wish(URI.create("http://host:1"), List.of(file), 5L, 3, "title", password != null, live);
        return new SendPlans(RANDOM, () -> NOW).of(wish, Selection.of(List.of(file)), password);
    }

    @Test
    void anEntryReadsAsItWasWritten_andIsPrivate() throws Exception {
        SentShare share = plan("secret");
        ledger.put(share);

        assertThat(ledger().find(share.share())).contains(share);
        Path entry = folder.resolve("state/slipway/sent/" + share.share() + ".json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(entry.getParent())))
                .isEqualTo("rwx------");
        assertThat(entry).content().doesNotContain("\"secret\":\"secret\"");
    }

    @Test
    void aLiveShareStaysOne_andIsAnotherWish() throws Exception {
        SentShare share = plan(null, true);
        ledger.put(share);

        assertThat(ledger().find(share.share())).get().matches(SentShare::live);
        assertThat(plan(null, false).live()).isFalse();
        assertThat(plan(null, false).unfinished().command())
                .isNotEqualTo(share.unfinished().command());
    }

    @Test
    void whatIsDoneKeepsNoFileKeys() throws Exception {
        SentShare share = plan(null);
        ledger.put(share.finished());

        assertThat(folder.resolve("state/slipway/sent/" + share.share() + ".json"))
                .content()
                .doesNotContain(
                        Base64s.text(share.unfinished().files().get(0).key().bytes()))
                .contains("\"unfinished\":null");
    }

    @Test
    void anEntryEndsADayAfterItsShare() throws Exception {
        SentShare share = plan(null).at("http://host:1", NOW);
        ledger.put(share);

        ledger.sweep(NOW + SentLedger.KEPT_AFTER_MILLIS);
        assertThat(ledger.all()).hasSize(1);
        ledger.sweep(NOW + SentLedger.KEPT_AFTER_MILLIS + 1);
        assertThat(ledger.all()).isEmpty();
    }

    @Test
    void oneProcessSendsAShare() throws Exception {
        SentShare share = plan(null);
        SentLedger.Hold hold = ledger.hold(share.share()).orElseThrow();
        assertThat(ledger().hold(share.share())).isEmpty();
        hold.close();
        assertThat(ledger().hold(share.share())).isPresent();
    }

    @Test
    void whatCannotBeReadIsLeftAlone() throws Exception {
        Path other = folder.resolve("state/slipway/sent/other.json");
        Files.writeString(other, "{\"version\":2}");

        assertThat(ledger.all()).isEmpty();
        ledger.sweep(Long.MAX_VALUE);
        assertThat(other).exists();
    }

    @Test
    void aFileThatChanged_isNoticedBySizeTimeAndContent() throws Exception {
        SentShare share = plan(null);
        FileTime time = Files.getLastModifiedTime(file);
        SendPlans.checkUnchanged(share, Selection.of(List.of(file)));

        Files.writeString(file, "CONTENT");
        Files.setLastModifiedTime(file, time);
        assertThatThrownBy(() -> SendPlans.checkUnchanged(share, Selection.of(List.of(file))))
                .isInstanceOf(Stopped.class)
                .hasMessageContaining("--again");
        Files.writeString(file, "content");
        Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1));
        assertThatThrownBy(() -> SendPlans.checkUnchanged(share, Selection.of(List.of(file))))
                .isInstanceOf(Stopped.class);
    }

    @Test
    void theStateFolderIsWhereTheSpecificationSays() throws Exception {
        Path home = folder.resolve("home");
        Path state = StateFolder.of(Map.of("HOME", home.toString(), "XDG_STATE_HOME", "relative"))
                .in("sent");

        assertThat(state).isEqualTo(home.resolve(".local/state/slipway/sent"));
    }
}
