#!/bin/bash
# Makes every input in this folder anew (FFmpeg 5.1 of Debian 12, python3, python3-numpy). Usage: make.sh [DIR]
set -e; cd "${1:-.}"; F="ffmpeg -hide_banner -loglevel error -y"
V="-f lavfi -i testsrc2=s=160x90:r=25:d=2"; A="-f lavfi -i sine=f=440:r=44100:d=2"
X="-c:v libx264 -preset ultrafast -crf 40 -pix_fmt yuv420p"
# 1 AVI written to a pipe: its header has no length, ffprobe and Gleaner guess from the bit rate (true: 2 s)
$F $V $A -c:v mpeg4 -b:v 100k -c:a mp3 -f avi - > avi-piped.avi
# 2 a cover as the first video stream, without the attached_pic flag; the film has the default flag
$F -f lavfi -i testsrc=s=600x800:d=1 -frames:v 1 -q:v 20 cover.jpg
$F -i cover.jpg $V $A -map 0 -map 1 -map 2 -c:v:0 copy -disposition:v:0 0 $X -c:v:0 copy -disposition:v:1 default -c:a aac -b:a 32k cover-first-unflagged.mkv
# 4 what MediaRecorder in a browser writes: no length, no cues (true: 2 s)
$F $V $A -c:v libvpx -deadline realtime -b:v 60k -c:a libopus -b:a 32k -f webm -live 1 - > mediarecorder.webm
# 5 two parts of a recording joined with cat, the clock jumps back (true: 4 s)
$F $V -c:v mpeg2video -b:v 100k -output_ts_offset 5000 -f mpegts p1.ts; $F $V -c:v mpeg2video -b:v 100k -f mpegts p2.ts; cat p1.ts p2.ts > joined-jump.ts; rm p1.ts p2.ts
# 6 a negative length in the header
$F $V $A -c:v flv -b:v 60k -c:a mp3 -b:a 32k -ar 44100 x.flv
python3 - <<'P'
import struct
b=bytearray(open('x.flv','rb').read()); i=b.find(b'duration')+9; struct.pack_into('>d',b,i,-5.0); open('negative-length.flv','wb').write(b)
P
rm x.flv cover.jpg
# 7 formats that GLEANER_EXTENSIONS may name but the whitelist of demuxers refuses
$F -f lavfi -i testsrc2=s=720x576:r=25:d=0.08 -c:v mpeg2video -b:v 400k -pix_fmt yuv420p -f mxf a.mxf
# 8 HDR10 (PQ) and HLG, white at 203 nits, beside the same picture in SDR; bars and a grey ramp
python3 - <<'P'
import numpy as np, subprocess
W,H=640,360
M=np.array([[0.6274,0.3293,0.0433],[0.0691,0.9195,0.0114],[0.0164,0.0880,0.8956]])
bars=[(.75,.75,.75),(.75,.75,0),(0,.75,.75),(0,.75,0),(.75,0,.75),(.75,0,0),(0,0,.75),(1,1,1)]
rgb=np.zeros((H,W,3))
for i,b in enumerate(bars): rgb[:, i*W//8:(i+1)*W//8]=b
rgb[H*2//3:]=np.linspace(0,1,W)[None,:,None]
lin=(rgb**2.4)@M.T
def pq(n):
    y=np.clip(n/10000,0,1)**0.1593017578125; return ((0.8359375+18.8515625*y)/(1+18.6875*y))**78.84375
def hlg(l):
    a,b,c=0.17883277,0.28466892,0.55991073; e=l*0.265; return np.where(e<=1/12,np.sqrt(3*e),a*np.log(np.maximum(12*e-b,1e-9))+c)
def enc(s,name,trc):
    Y=s@np.array([.2627,.6780,.0593]); Cb=(s[...,2]-Y)/1.8814; Cr=(s[...,0]-Y)/1.4746
    sub=lambda c: np.round(c.reshape(H//2,2,W//2,2).mean((1,3))*896+512).astype('<u2').tobytes()
    f=np.round(Y*876+64).astype('<u2').tobytes()+sub(Cb)+sub(Cr)
    subprocess.run(['ffmpeg','-hide_banner','-loglevel','error','-y','-f','rawvideo','-pix_fmt','yuv420p10le','-s',f'{W}x{H}','-r','25','-i','-','-c:v','libx265','-preset','ultrafast','-crf','16','-x265-params',f'log-level=error:colorprim=bt2020:transfer={trc}:colormatrix=bt2020nc','-color_primaries','bt2020','-color_trc',trc,'-colorspace','bt2020nc','-color_range','tv','-tag:v','hvc1',name],input=f*25,check=True)
enc(pq(203*lin),'hdr10-pq.mp4','smpte2084')
enc(hlg(lin),'hdr-hlg.mp4','arib-std-b67')
g=(rgb*255).round().astype('u1').tobytes()
subprocess.run(['ffmpeg','-hide_banner','-loglevel','error','-y','-f','rawvideo','-pix_fmt','rgb24','-s',f'{W}x{H}','-r','25','-i','-','-vf','scale=out_color_matrix=bt709:out_range=tv','-c:v','libx264','-preset','ultrafast','-pix_fmt','yuv420p','-colorspace','bt709','-color_primaries','bt709','-color_trc','bt709','sdr-reference.mp4'],input=g*25,check=True)
P
# 9 anamorphic DVD picture, 720x480 shown as 853x480
$F -f lavfi -i testsrc2=s=720x480:r=30000/1001:d=0.2 -vf setsar=32/27 -c:v mpeg2video -b:v 300k -f vob dvd-anamorphic.mpg
# 10 two different videos of one size, to be put at one path with one mtime
$F -f lavfi -i testsrc2=s=320x180:r=25:d=0.04 -frames:v 1 $X s1.mp4; $F -f lavfi -i testsrc=s=640x360:r=50:d=0.02 -frames:v 1 $X s2.mp4
python3 - <<'P'
import struct
a,b=(open(f's{i}.mp4','rb').read() for i in (1,2)); n=max(len(a),len(b))+8
for i,x in ((1,a),(2,b)): open(f'same-size-{i}.mp4','wb').write(x+struct.pack('>I4s',n-len(x),b'free')+b'\0'*(n-len(x)-8))
P
rm s1.mp4 s2.mp4
