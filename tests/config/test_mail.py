"""EMAIL_URL: where mail goes."""

from pathlib import Path

from lms.config.mail import mail


def test_without_an_address_mail_is_written_below_the_sites_own_folder(tmp_path: Path) -> None:
    found = mail("", var=tmp_path)
    assert (found["EMAIL_BACKEND"].rsplit(".", 2)[1], found["EMAIL_FILE_PATH"]) == ("filebased", str(tmp_path / "mail"))


def test_a_folder_with_three_slashes_is_absolute_whatever_folder_the_process_runs_in(tmp_path: Path) -> None:
    assert mail("filemail:///srv/site/mail", var=tmp_path)["EMAIL_FILE_PATH"] == "/srv/site/mail"


def test_a_server_keeps_its_name_port_and_account(tmp_path: Path) -> None:
    found = mail("smtp+tls://post:se%40cret@mail.example.org:587", var=tmp_path)
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example.org", 587, True)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("post", "se@cret")
