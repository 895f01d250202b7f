from __future__ import annotations

from geokit.page.policy import content_policy, inline_scripts


def test_scripts_run_by_their_hash_and_nothing_else() -> None:
    policy = content_policy("<script>a()</script>")
    # printf 'a()' | openssl dgst -sha256 -binary | base64
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe-eval" not in policy
    assert "connect-src" not in policy
    assert content_policy("<script>b()</script>") != policy


def test_data_is_not_a_script() -> None:
    assert inline_scripts('<script type="application/json">{"a": 1}</script>') == []
    assert "script-src 'none'" in content_policy('<script type="application/json">1</script>')


def test_a_basemap_host_may_send_pictures_only() -> None:
    policy = content_policy("", ["https://tiles.example"])
    assert "img-src data: blob: https://tiles.example;" in policy
    assert policy.count("tiles.example") == 1
