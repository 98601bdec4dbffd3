package io.slipway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.slipway.flow.ByteBudget;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeSettingsTest {
    private static final EdgeLimits LIMITS = new EdgeLimits(1, 1, 1, EdgeLimits.NEVER, List.of(), 0);

    private static EdgeSettings with(String url, long budget) {
        return new EdgeSettings(
                "127.0.0.1",
                0,
                URI.create(url),
                "1",
                LIMITS,
                EdgeTimeouts.DEFAULT,
                EdgeProxies.NONE,
                new ByteBudget(budget, 1),
                new ByteBudget(EdgeSettings.MIN_BUDGET, 1));
    }

    @Test
    void linksAreMadeOfThePublicUrl() {
        EdgeSettings settings = with("https://share.example:8443", EdgeSettings.MIN_BUDGET);
        assertThat(settings.link("/s/x")).isEqualTo("https://share.example:8443/s/x");
        assertThat(settings.secure()).isTrue();
        assertThat(with("http://127.0.0.1:8080", EdgeSettings.MIN_BUDGET).secure())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://share.example/", "ftp://share.example", "/path", "https:///x", "share.example"})
    void whatLinksCannotBeMadeOfIsRefused(String url) {
        assertThatThrownBy(() -> with(url, EdgeSettings.MIN_BUDGET)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aBudgetHasALeastSize() {
        assertThatThrownBy(() -> with("http://a", EdgeSettings.MIN_BUDGET - 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void limitsThatNothingCanKeepToAreRefused() {
        assertThatThrownBy(() -> new EdgeLimits(1, 0, 1, 1, List.of(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EdgeLimits(1, 1, 2, 1, List.of(), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new EdgeLimits(-1, 1, 1, 1, List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
