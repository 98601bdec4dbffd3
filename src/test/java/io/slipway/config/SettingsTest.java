package io.slipway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SettingsTest {
    static Stream<Arguments> settings() {
        return Settings.all().stream().map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void aSettingIsNamedAndExplained(Setting<?> setting) {
        assertThat(setting.env()).matches("SLIPWAY(_[A-Z]+)+");
        assertThat(setting.key()).matches("[a-z]+(-[a-z]+)*");
        assertThat(setting.meaning()).endsWith(".").doesNotContain("\n", "|");
        assertThat(setting.kind().bounds()).isNotBlank().doesNotContain("\n", "|");
    }

    static Stream<Arguments> settingsWithADefault() {
        return Settings.all().stream()
                .filter(setting -> !setting.standard().isEmpty())
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("settingsWithADefault")
    <T> void aDefaultLiesWithinItsBoundsAndReadsAsItIsWritten(Setting<T> setting) {
        T value = setting.kind().parse().apply(setting.standard());
        assertThat(setting.kind().print().apply(value)).isEqualTo(setting.standard());
    }

    @Test
    void noNameStandsTwice() {
        assertThat(Settings.all()).extracting(Setting::env).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            PORT               | 1                       | 65535                 | 0                | 65536
            PROXY_PORT         | 1                       | 65535                 | 0                | 65536
            KAFKA_REPLICATION  | 1                       | 9                     | 0                | 10
            KAFKA_MIN_INSYNC   | 1                       | 9                     | 0                | 10
            KAFKA_MEMORY       | 256MiB                  | 64GiB                 | 268435455B       | 68719476737B
            JOURNAL_PARTITIONS | 1                       | 64                    | 0                | 65
            BUCKET_PARTITIONS  | 1                       | 256                   | 0                | 257
            CLUSTER_PORT       | 1024                    | 65520                 | 1023             | 65521
            PEER_GRACE         | 1s                      | 5m                    | 999ms            | 300001ms
            MAX_FILE           | 1B                      | 4TiB                  | 0B               | 4398046511105B
            MAX_FILES          | 1                       | 10000                 | 0                | 10001
            MIN_FILE           | 0B                      | 4TiB                  | 0                | 4398046511105B
            CREATE_RATE        | 1/1s                    | 1000000/30d           | 0/1s             | 1000001/1s
            GUESS_RATE         | 1/1s                    | 1/30d                 | 1/999ms          | 1/31d
            QUOTA              | 0B                      | 1024TiB               | -1B              | 1125899906842625B
            QUOTA_GUEST        | none                    | 1024TiB               | never            | 1125899906842625B
            QUOTA_SHARE        | 0B                      | 1024TiB               | 1                | 1125899906842625B
            FOLLOW_TIME        | 100ms                   | 1h                    | 99ms             | 3600001ms
            LIFETIME           | 1s                      | 3650d                 | 999ms            | 315360000001ms
            LIFETIMES          | 1s                      | 1s,2s,3s,4s,5s,6s,7s,8s,9s,10s,11s,12s | 999ms | 1s,2s,3s,4s,5s,6s,7s,8s,9s,10s,11s,12s,13s
            MAX_LIFETIME       | 1s                      | 3650d                 | 999ms            | 315360000001ms
            MAX_UPLOAD_TIME    | 1s                      | 30d                   | 999ms            | 2592000001ms
            UNDO               | 0s                      | 1h                    | -1ms             | 3600001ms
            SWEEP_EVERY        | 100ms                   | 1h                    | 99ms             | 3600001ms
            UPLOAD_MEMORY      | 16MiB                   | 64GiB                 | 16777215B         | 68719476737B
            DOWNLOAD_MEMORY    | 16MiB                   | 64GiB                 | 16777215B         | 68719476737B
            RELAY_MEMORY       | 4MiB                    | 64GiB                 | 4194303B          | 68719476737B
            RELAY_RATE         | 64KiB                   | 1TiB                  | 65535B            | 1099511627777B
            MIN_FREE           | 0B                      | 1024TiB               | -1B              | 1125899906842625B
            CACHE              | 0B                      | 1TiB                  | -1B              | 1099511627777B
            HEADER_TIMEOUT     | 100ms                   | 2m                    | 99ms             | 120001ms
            IDLE_TIMEOUT       | 1s                      | 1h                    | 999ms            | 3600001ms
            """)
    void aBoundIsInAndOneBeyondIsOut(String name, String least, String most, String below, String above) {
        Kind<?> kind = kind(name);
        assertThatCode(() -> kind.parse().apply(least)).doesNotThrowAnyException();
        assertThatCode(() -> kind.parse().apply(most)).doesNotThrowAnyException();
        assertThatIllegalArgumentException().isThrownBy(() -> kind.parse().apply(below));
        assertThatIllegalArgumentException().isThrownBy(() -> kind.parse().apply(above));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            PORT            | 080
            PORT            | 8080 `
            PORT            | 0x10
            PORT            | 99999999999
            HOST            | a b
            HOST            | host/path
            PUBLIC_URL      | share.example
            PUBLIC_URL      | ftp://share.example
            PUBLIC_URL      | http://share.example/path
            PUBLIC_URL      | http://user@share.example
            PUBLIC_URL      | http://share.example?q
            PUBLIC_URL      | http://share.example#f
            PUBLIC_URL      | http://share.example:65536
            PUBLIC_URL      | http://
            PUBLIC_URL      | http://a b
            TRUSTED_PROXIES | proxy.example
            TRUSTED_PROXIES | 10.0.0.0/33
            TRUSTED_PROXIES | 10.0.0.1/8
            TRUSTED_PROXIES | 10.0.0.0/8,
            CORS_ORIGINS    | *
            CORS_ORIGINS    | null
            CORS_ORIGINS    | app.example
            CORS_ORIGINS    | https://app.example/path
            CORS_ORIGINS    | https://app.example,
            ICE             | stun.example
            ICE             | stun:a b
            ICE             | stun:a?transport=udp
            ICE             | turn:a?transport=sctp
            ICE             | http:a
            ICE             | stun:a,
            ICE             | stun:a,stun:a,stun:a,stun:a,stun:a,stun:a,stun:a,stun:a,stun:a
            ROOT_KEY        | abc
            KAFKA           | broker
            KAFKA           | broker:0
            KAFKA           | broker:65536
            KAFKA           | a:1,,b:2
            KAFKA           | a:1, b:2
            KAFKA_TLS       | ssl
            KAFKA_MECHANISM | GSSAPI
            KAFKA_PREFIX    | a/b
            KAFKA_USER      | a b
            REDIS           | localhost:6379
            REDIS           | http://localhost
            REDIS           | redis://
            REDIS           | redis://h:65536
            REDIS           | redis://h/name
            REDIS           | redis://h/0?timeout=1
            REDIS_PREFIX    | a b
            CLUSTER         | yes
            LIFETIMES       | 2d,1d
            LIFETIMES       | 1d,1d
            LIFETIMES       | 1d,
            LIFETIME        | never
            MAX_FILE        | 2GB
            MAX_FILE        | 2048
            LOG             | VERBOSE
            LOG_FORMAT      | xml
            """)
    void whatIsNotOfItsKindIsRefused(String name, String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> kind(name).parse().apply(text));
    }

    @Test
    void asManyProxiesAsTheLimitAndNoMore() {
        String most = "::1" + ",::1".repeat(63);

        assertThatCode(() -> kind("TRUSTED_PROXIES").parse().apply(most)).doesNotThrowAnyException();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kind("TRUSTED_PROXIES").parse().apply(most + ",::1"));
    }

    private static Kind<?> kind(String name) {
        return Settings.all().stream()
                .filter(setting -> setting.env().equals("SLIPWAY_" + name))
                .findAny()
                .orElseThrow()
                .kind();
    }
}
