package io.slipway;

/** The one entry point of the jar: hands the arguments to the command line front. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.out.println("slipway");
    }
}
